// All data from a process or a provider is shown as text, never as HTML.

const find = id => document.getElementById(id);
const token = document.querySelector('meta[name=playground-token]').content;

const modeler = new BpmnModeler({ container: '#canvas', propertiesPanel: { parent: '#panel' } });

/** Variables that each example can run with. */
const VARIABLES = {
  'product-pictures.bpmn': { products: [{ sku: 'L-1', description: 'a brass desk lamp' }, { sku: 'L-2', description: 'a green kettle' }] },
  'compare-models.bpmn': { prompt: 'Product photo of a brass desk lamp on an oak table', aspect_ratio: '4:3', seed: 7 },
  'New process': { prompt: 'A lighthouse on a cliff at dawn, as a woodcut' },
  'budget-guard.bpmn': { prompts: ['a red fox', 'a blue whale', 'a green kettle'], budget: 0.05 },
  'submit-wait-collect.bpmn': { prompt: 'A lighthouse on a cliff at dawn, as a woodcut', patience: 'PT2S' },
  'submit-webhook-collect.bpmn': { prompt: 'A lighthouse on a cliff at dawn, as a woodcut', orderId: 'order-1', webhookAddress: 'https://connectors.example.com/inbound/images-ready', patience: 'PT2S' }
};
const PROMPT = { prompt: 'A lighthouse on a cliff at dawn, as a woodcut', size: '1024x1024' };

/** Sample input for the user tasks of the examples. */
const ANSWERS = {
  'content-policy.bpmn': { prompt: 'A lighthouse at dusk' },
  'review-image.bpmn': { decision: 'approve' },
  'compare-models.bpmn': { chosenModel: 'Seedream 4.5' }
};

/** Notes that are shown before an example is run. */
const NOTES = {
  'image-agent.bpmn': 'You can view this process but not run it here: the playground has no language model, so the process would wait at its AI agent forever. Deploy it to a cluster with an AI Agent connector.'
};
const HINT = find('hint').innerHTML;

let opened = null;
let processes = [];
let watched = null;

async function ask(method, path, body) {
  const response = await fetch('/api/' + path, {
    method,
    headers: { 'X-Playground': token },
    body: body === undefined ? undefined : JSON.stringify(body)
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

async function open(process) {
  watched = null;
  // keeps the drawing for when the user returns to it
  if (opened) opened.bpmn = (await modeler.saveXML({ format: true })).xml;
  opened = process;
  await modeler.importXML(process.bpmn);
  modeler.get('canvas').zoom('fit-viewport', 'auto');
  const task = modeler.get('elementRegistry').find(element => element.businessObject.get?.('zeebe:modelerTemplate'));
  // the panel shows the process first, as soon as it has drawn it
  await new Promise(resolve => setTimeout(resolve, 100));
  if (task) modeler.get('selection').select(task);
  find('variables').value = JSON.stringify(VARIABLES[process.name] ?? PROMPT);
  find('answer').value = JSON.stringify(ANSWERS[process.name] ?? {});
  find('columns').hidden = true;
  find('hint').hidden = false;
  if (NOTES[process.name]) find('hint').textContent = NOTES[process.name]; else find('hint').innerHTML = HINT;
}

/** Parses the variables that the user typed. */
function variables(typed) {
  const example = 'The variables must be a JSON object, such as {"prompt": "a red fox"}. ';
  let value;
  try {
    value = JSON.parse(typed.trim() || '{}');
  } catch (e) {
    throw new Error(example + e.message);
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Error(example);
  return value;
}

async function run() {
  find('run').disabled = true;
  show({ status: 'Deploying…' });
  try {
    const given = variables(find('variables').value);
    const { xml } = await modeler.saveXML({ format: true });
    const { key } = await ask('POST', 'runs', { bpmn: xml, variables: given });
    watched = key;
    await watch(key);
  } catch (e) {
    show({ status: 'Not started', problem: explained(e.message) });
  } finally {
    find('run').disabled = false;
  }
}

/** The engine's rejection, with element names instead of ids, and what to do. */
function explained(message) {
  const found = [...message.matchAll(/Element: ([^\s>]+)[^\n]*\n\s*- ERROR: ([^\n]*)/g)];
  if (!message.startsWith("Command 'CREATE'") || !found.length) return message;
  return found.map(([, id, error]) => `${name(id)}: ` + (
    /zeebe:taskDefinition/.test(error) ? 'has no implementation yet. Select it and choose Images Generate under Template in the panel, or remove it.'
      : /failed to parse expression/.test(error) ? `correct the FEEL expression. ${error[0].toUpperCase() + error.slice(1)}`
        : error)).join('\n');
}

async function watch(key) {
  while (watched === key) {
    const state = await ask('GET', 'runs/' + key);
    report(state);
    if (state.ended || state.incident) return;
    find('run').disabled = false;
    await new Promise(resolve => setTimeout(resolve, 500));
  }
}

function report(state) {
  // the variable can still contain an error of an earlier task
  const code = state.incident && state.inputs.error?.message === state.incident.message && state.inputs.error.code;
  const status = state.ended ? 'Done' : state.incident ? 'Stopped at an incident' + (code ? ', ' + code : '') : 'Running: ' + state.active.map(name).join(', ');
  show({
    status,
    problem: state.incident?.message,
    waiting: state.userTasks.length > 0 && !state.ended,
    pictures: pictures(state.variables),
    steps: state.steps.map(step => `${name(step.elementId)}: ${step.millis} ms`),
    failures: state.failedAttempts.map(attempt => `${name(attempt.elementId)} failed, ${attempt.retriesLeft} retries left: ${attempt.message}`),
    sent: state.requests.length
      ? state.requests.map(request => request.line + (request.body ? '\n' + pretty(request.body) : '')).join('\n\n')
      : 'No request was sent to a simulated provider. The inputs of the tasks:\n' + pretty(state.inputs),
    result: pretty(state.variables)
  });
  mark(state);
}

function mark(state) {
  const canvas = modeler.get('canvas');
  for (const element of modeler.get('elementRegistry').filter(element => !element.labelTarget)) {
    for (const [marker, there] of [
      ['done', state.steps.some(step => step.elementId === element.id)],
      ['now', state.active.includes(element.id)],
      ['broken', state.incident?.elementId === element.id]
    ]) {
      if (there) canvas.addMarker(element, marker); else canvas.removeMarker(element, marker);
    }
  }
}

/** All documents, URLs and base64 images in the variables, without duplicates. */
function pictures(variables) {
  const found = new Map();
  (function walk(value) {
    if (!value || typeof value !== 'object') return;
    if (value['camunda.document.type']) {
      found.set(value.documentId, { source: '/api/documents/' + encodeURIComponent(value.documentId), caption: value.metadata?.fileName ?? '' });
    } else if (typeof value.b64_json === 'string') {
      found.set(value.sha256, { source: `data:${value.mimeType};base64,${value.b64_json}`, caption: `${value.width} × ${value.height}` });
    } else if (typeof value.url === 'string' && 'index' in value) {
      found.set(value.url, { source: value.url, caption: 'provider URL' });
    }
    Object.values(value).forEach(walk);
  })(variables);
  return [...found.values()];
}

function show({ status, problem = '', waiting = false, pictures = [], steps = [], failures = [], sent = '', result = '' }) {
  find('hint').hidden = true;
  find('columns').hidden = false;
  find('status').textContent = status;
  find('problem').textContent = problem;
  find('problem').hidden = !problem;
  find('waiting').hidden = !waiting;
  if (find('pictures').dataset.shown !== JSON.stringify(pictures.map(picture => picture.source))) {
    find('pictures').dataset.shown = JSON.stringify(pictures.map(picture => picture.source));
    find('pictures').replaceChildren(...pictures.map(figure));
  }
  find('steps').replaceChildren(...steps.map(text => item(text)), ...failures.map(text => item(text, 'failed')));
  find('sent').textContent = sent;
  find('result').textContent = result;
}

function figure({ source, caption }) {
  const figure = document.createElement('figure');
  const image = document.createElement('img');
  image.src = source;
  image.alt = caption;
  const text = document.createElement('figcaption');
  text.textContent = caption;
  figure.append(image, text);
  return figure;
}

function item(text, type = '') {
  const item = document.createElement('li');
  item.textContent = text;
  item.className = type;
  return item;
}

const name = id => modeler.get('elementRegistry').get(id)?.businessObject.name || id;
const pretty = json => JSON.stringify(json, (key, value) => typeof value === 'string' && value.length > 300 ? value.slice(0, 300) + '…' : value, 2);

/** Downloads the process as it was drawn: with the providers' own URLs, ready for a cluster. */
async function save() {
  const { xml } = await modeler.saveXML({ format: true });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([xml], { type: 'application/xml' }));
  link.download = opened.name.endsWith('.bpmn') ? opened.name : 'my-process.bpmn';
  link.click();
  URL.revokeObjectURL(link.href);
}

find('run').addEventListener('click', run);
find('save').addEventListener('click', save);
find('process').addEventListener('change', () => open(processes[find('process').selectedIndex]));
find('waiting').addEventListener('submit', async event => {
  event.preventDefault();
  try {
    await ask('POST', 'runs/' + watched, variables(find('answer').value));
  } catch (e) {
    find('problem').textContent = e.message;
    find('problem').hidden = false;
  }
});

(async () => {
  const setup = await ask('GET', 'setup');
  processes = setup.processes;
  modeler.get('elementTemplates').setEngines({ camunda: '8.8.0' });
  modeler.get('elementTemplatesLoader').setTemplates(setup.templates);
  find('process').replaceChildren(...processes.map(process => new Option(process.name)));
  find('mode').textContent = setup.simulated ? 'simulated, free' : 'real: costs money';
  find('mode').classList.toggle('real', !setup.simulated);
  await open(processes[0]);
  find('run').disabled = false;
})();

// Everything that comes from a process or a provider is shown as text, never as HTML.

const find = id => document.getElementById(id);
const token = document.querySelector('meta[name=playground-token]').content;

const modeler = new BpmnModeler({ container: '#canvas', propertiesPanel: { parent: '#panel' } });

/** Variables that make each example do something at once. */
const VARIABLES = {
  'product-pictures.bpmn': { products: [{ sku: 'L-1', description: 'a brass desk lamp' }, { sku: 'L-2', description: 'a green kettle' }] },
  'budget-guard.bpmn': { prompts: ['a red fox', 'a blue whale', 'a green kettle'], budget: 0.05 },
  'submit-wait-collect.bpmn': { prompt: 'A lighthouse on a cliff at dawn, as a woodcut', patience: 'PT2S' },
  'submit-webhook-collect.bpmn': { prompt: 'A lighthouse on a cliff at dawn, as a woodcut', orderId: 'order-1', webhookAddress: 'https://connectors.example.com/inbound/images-ready', patience: 'PT2S' }
};
const PROMPT = { prompt: 'A lighthouse on a cliff at dawn, as a woodcut', size: '1024x1024' };

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
  await modeler.importXML(process.bpmn);
  modeler.get('canvas').zoom('fit-viewport', 'auto');
  const task = modeler.get('elementRegistry').find(element => element.businessObject.get?.('zeebe:modelerTemplate'));
  // the panel shows the process first, as soon as it has drawn it
  await new Promise(resolve => setTimeout(resolve, 100));
  if (task) modeler.get('selection').select(task);
  find('variables').value = JSON.stringify(VARIABLES[process.name] ?? PROMPT);
}

async function run() {
  find('run').disabled = true;
  show({ status: 'Deploying…' });
  try {
    let variables;
    try {
      variables = JSON.parse(find('variables').value || '{}');
    } catch (e) {
      throw new Error('The variables have to be JSON, such as {"prompt": "a red fox"}. ' + e.message);
    }
    const { xml } = await modeler.saveXML({ format: true });
    const { key } = await ask('POST', 'runs', { bpmn: xml, variables });
    watched = key;
    await watch(key);
  } catch (e) {
    show({ status: 'Not started', problem: e.message });
  } finally {
    find('run').disabled = false;
  }
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
  const status = state.ended ? 'Done' : state.incident ? 'Stopped at an incident' : 'Running: ' + state.active.map(name).join(', ');
  show({
    status,
    problem: state.incident?.message,
    waiting: state.userTasks.length > 0 && !state.ended,
    pictures: pictures(state.variables),
    steps: state.steps.map(step => `${name(step.elementId)}: ${step.millis} ms`),
    failures: state.failedAttempts.map(attempt => `${name(attempt.elementId)} failed, ${attempt.retriesLeft} retries left: ${attempt.message}`),
    sent: state.requests.length
      ? state.requests.map(request => request.line + (request.body ? '\n' + pretty(request.body) : '')).join('\n\n')
      : 'Nothing was sent to a simulated provider. The inputs of the tasks:\n' + pretty(state.inputs),
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

/** Every document, URL and base64 image that is anywhere in the variables, once. */
function pictures(variables) {
  const found = new Map();
  (function walk(value) {
    if (!value || typeof value !== 'object') return;
    if (value['camunda.document.type']) {
      found.set(value.documentId, { source: '/api/documents/' + encodeURIComponent(value.documentId), caption: value.metadata?.fileName ?? '' });
    } else if (typeof value.b64_json === 'string') {
      found.set(value.sha256, { source: `data:${value.mimeType};base64,${value.b64_json}`, caption: `${value.width} × ${value.height}` });
    } else if (typeof value.url === 'string' && 'index' in value) {
      found.set(value.url, { source: value.url, caption: 'at the provider\'s address' });
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

find('run').addEventListener('click', run);
find('process').addEventListener('change', () => open(processes[find('process').selectedIndex]));
find('waiting').addEventListener('submit', async event => {
  event.preventDefault();
  try {
    await ask('POST', 'runs/' + watched, JSON.parse(find('answer').value || '{}'));
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
  find('mode').textContent = setup.simulated ? 'simulated, free' : 'real: buys pictures';
  find('mode').classList.toggle('real', !setup.simulated);
  await open(processes[0]);
  find('run').disabled = false;
})();

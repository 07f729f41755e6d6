// All data from a process or a provider is shown as text, never as HTML.

const find = id => document.getElementById(id);
const token = document.querySelector('meta[name=playground-token]').content;
const modeler = new BpmnModeler({ container: '#canvas', propertiesPanel: { parent: '#panel' } });

const LIGHTHOUSE = 'A lighthouse on a cliff at dawn, as a woodcut';

/** What the examples start with. */
const VALUES = {
  'product-pictures.bpmn': { products: [{ sku: 'L-1', description: 'a brass desk lamp' }, { sku: 'L-2', description: 'a green kettle' }] },
  'publish-pictures.bpmn': { products: [{ sku: 'L-1', name: 'Desk lamp', description: 'a brass desk lamp' }, { sku: 'K-2', name: 'Kettle', description: 'a green kettle' }] },
  'banners.bpmn': { motif: LIGHTHOUSE, shapes: ['1:1', '16:9', '9:16'], seed: 7 },
  'newsletter.bpmn': { subject: 'Winter lights', text: 'It is dark early, and we light candles.', recipients: ['readers@example.com'] },
  'image-agent.bpmn': { request: 'Draw a red fox in the snow', agentSeesPictures: true },
  'compare-models.bpmn': { prompt: 'Product photo of a brass desk lamp on an oak table', aspect_ratio: '4:3', seed: 7 },
  get 'logo-on-shapes.bpmn'() { return { logo: setup.samples.logo, scene: 'a coffee mug on an oak table', shapes: ['1:1', '16:9', '9:16'] }; },
  'replace-background.bpmn': {},
  'budget-guard.bpmn': { prompts: ['a red fox', 'a blue whale', 'a green kettle'], budget: 0.05 },
  'submit-wait-collect.bpmn': { prompt: LIGHTHOUSE, patience: 'PT2S' },
  'submit-webhook-collect.bpmn': { prompt: LIGHTHOUSE, orderId: 'order-1', webhookAddress: 'https://connectors.example.com/inbound/images-ready', patience: 'PT2S' }
};

/** The failures that are not error codes, and what a code means. */
const FAILURES = {
  '': 'No failure', SLOW: 'Slow: 10 seconds', LOST_RESPONSE: 'Lost response',
  INVALID_INPUT: 'n = 0', AUTHENTICATION_FAILED: 'wrong key', PERMISSION_DENIED: 'account not allowed', QUOTA_EXHAUSTED: 'no credit left',
  CONTENT_POLICY: 'prompt rejected', MODEL_UNAVAILABLE: 'model is gone', REQUEST_REJECTED: 'parameter rejected', RATE_LIMITED: 'too many requests',
  PROVIDER_UNAVAILABLE: 'overloaded', CONNECTION_FAILED: 'nothing listens', OUTCOME_UNKNOWN: 'no response', TASK_FAILED: 'task fails', TASK_PENDING: 'task takes too long',
  NO_IMAGE: 'empty result', RESPONSE_INVALID: 'unreadable image', RESPONSE_TOO_LARGE: 'image over the limit', DOWNLOAD_FAILED: 'image URL is 404', DELIVERY_FAILED: 'document store is down'
};
const RETRIED = ['RATE_LIMITED', 'PROVIDER_UNAVAILABLE', 'CONNECTION_FAILED', 'TASK_PENDING', 'DOWNLOAD_FAILED', 'DELIVERY_FAILED'];
const STORE = 'images-generate-playground';

let setup;
let projects = [];      // { name, bpmn, forms, values, example, changed }
let project = null;     // the one that is open
let problems = [];
let watched = null;     // key of the run that is shown
let form = null;        // of the user task that waits: { key, viewer }
let checking = 0;

async function call(method, path, body) {
  const blob = body instanceof Blob;
  const response = await fetch('/api/' + path, {
    method,
    headers: { 'X-Playground': token },
    body: body === undefined || blob ? body : JSON.stringify(body)
  });
  if (response.headers.get('Content-Type') === 'application/zip') return response.blob();
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
const element = id => modeler.get('elementRegistry').get(id);

/** An element's name as in the diagram; of one without a name, what it is. */
function name(id) {
  const object = element(id)?.businessObject;
  const kind = object?.$type.replace('bpmn:', '').replace(/([a-z])([A-Z])/g, (all, a, b) => a + ' ' + b.toLowerCase());
  return object?.name?.replace(/\s+/g, ' ') || kind || id;
}

const pretty = json => JSON.stringify(json, (key, value) => typeof value === 'string' && value.length > 300 ? value.slice(0, 300) + '…' : value, 2);
const debounced = (millis, work) => { let timer; return () => { clearTimeout(timer); timer = setTimeout(work, millis); }; };
const xml = async () => (await modeler.saveXML({ format: true })).xml;

// ---- projects

async function open(other) {
  watched = null;
  if (project) project.bpmn = await xml();
  project = null;
  await modeler.importXML(other.bpmn);
  project = other;
  fit();
  const task = modeler.get('elementRegistry').find(element => element.businessObject.get?.('zeebe:modelerTemplate'));
  // the panel shows the process first, as soon as it has drawn it
  await new Promise(resolve => setTimeout(resolve, 100));
  if (task) modeler.get('selection').select(task);
  find('process').value = project.name;
  find('discard').hidden = project.example && !project.changed;
  find('discard').textContent = project.example ? 'Restore' : 'Remove';
  find('outcome').hidden = true;
  find('empty').hidden = false;
  find('failure').value = '';
  find('always').checked = false;
  await refresh();
  remember();
}

/** Shows the whole diagram beside the tools, never larger than life. */
function fit() {
  const canvas = modeler.get('canvas');
  const { inner, outer } = canvas.viewbox();
  const left = 105;
  const scale = Math.min(1, (outer.width - left - 70) / inner.width, (outer.height - 40) / inner.height);
  const x = inner.x - left / scale - Math.max(0, (outer.width - left - 40 - inner.width * scale) / 2 / scale);
  const y = inner.y - (outer.height / scale - inner.height) / 2;
  canvas.viewbox({ x, y, width: outer.width / scale, height: outer.height / scale });
}

function listProjects() {
  const group = (label, some) => some.length ? [make('optgroup', { label }, ...some.map(one => new Option(one.name)))] : [];
  find('process').replaceChildren(...group('Mine', projects.filter(one => !one.example || one.name === 'New process')),
    ...group('Examples', projects.filter(one => one.example && one.name !== 'New process')));
}

/** Adds a process from files, and opens it; forms alone belong to the process that is open. */
async function openFiles(list) {
  const files = {};
  for (const file of list) {
    if (file.name.endsWith('.zip')) Object.assign(files, await call('POST', 'unzip', file));
    else files[file.name] = await file.text();
  }
  const forms = Object.fromEntries(Object.entries(files).filter(([file]) => file.endsWith('.form')));
  const processes = Object.entries(files).filter(([file]) => file.endsWith('.bpmn'));
  if (!processes.length && !Object.keys(forms).length) throw new Error('Open a .bpmn file, its .form files, or a .zip file that was saved here.');
  if (!processes.length) {
    Object.assign(project.forms, forms);
    project.changed = true;
    await changed();
  }
  for (const [file, bpmn] of processes) {
    let name = file;
    for (let i = 2; projects.some(one => one.name === name); i++) name = file.replace(/\.bpmn$/, `-${i}.bpmn`);
    const added = { name, bpmn, forms: { ...forms }, values: { prompt: LIGHTHOUSE }, example: false, changed: true };
    const before = project;
    try {
      await open(added);
    } catch (e) {
      await open(before);
      throw new Error(`${file} cannot be shown: ${e.message}`);
    }
    projects.push(added);
    listProjects();
    find('process').value = name;
  }
  remember();
}

/** Downloads the process as it was drawn, with the providers' own URLs: a BPMN file, or a ZIP file with its forms. */
async function save() {
  project.bpmn = await xml();
  const file = project.name.endsWith('.bpmn') ? project.name : 'my-process.bpmn';
  const forms = Object.keys(project.forms).length > 0;
  const link = make('a', { download: forms ? file.replace(/bpmn$/, 'zip') : file });
  link.href = URL.createObjectURL(forms ? await call('POST', 'archive', { [file]: project.bpmn, ...project.forms }) : new Blob([project.bpmn], { type: 'application/xml' }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

async function discard() {
  if (!confirm(project.example ? `Restore the example ${project.name}? Your changes are lost.` : `Remove ${project.name} from this list?`)) return;
  const { name, example } = project;
  const original = setup.processes.find(one => one.name === name);
  project = null;
  if (example) projects[projects.findIndex(one => one.name === name)] = fresh(original);
  else projects = projects.filter(one => one.name !== name);
  listProjects();
  await open(projects.find(one => one.name === name) ?? projects[0]);
}

const fresh = ({ name, bpmn, forms }) => ({ name, bpmn, forms: { ...forms }, values: structuredClone(VALUES[name] ?? { prompt: LIGHTHOUSE }), example: true, changed: false });

/** What was drawn and typed survives a reload; a browser without storage only forgets it. */
const remember = debounced(300, async () => {
  if (!project) return;
  const open = project;
  const drawn = await xml();
  if (open !== project) return;
  open.bpmn = drawn;
  const sizes = ['--lower', '--panel'].map(size => [size, document.body.style.getPropertyValue(size)]);
  try {
    localStorage.setItem(STORE, JSON.stringify({ open: project.name, projects: projects.filter(one => one.changed), sizes }));
  } catch (e) {
    console.warn('not remembered', e);
  }
});

function recall() {
  try {
    const stored = JSON.parse(localStorage.getItem(STORE)) ?? {};
    for (const one of stored.projects ?? []) {
      const index = projects.findIndex(other => other.name === one.name);
      if (index >= 0) projects[index] = one; else projects.push(one);
    }
    for (const [size, value] of stored.sizes ?? []) if (value) document.body.style.setProperty(size, value);
    return projects.find(one => one.name === stored.open);
  } catch (e) {
    localStorage.removeItem(STORE);
  }
}

/** After every change of the diagram, its forms or its values. */
async function changed() {
  if (!project) return;
  find('discard').hidden = !project.changed;
  remember();
  await refresh();
}

async function refresh() {
  await fields();
  failures();
  await check();
}

// ---- start

const isProse = name => /prompt|text|description|request|question/i.test(name) && !/prompts|texts|requests$/i.test(name);

/** One field for each variable that the process reads. */
async function fields() {
  const open = project;
  const names = await startVariables(modeler);
  if (open !== project) return;
  const now = names.join();
  if (find('fields').dataset.names !== project.name + now) {
    find('fields').dataset.names = project.name + now;
    const prose = names.filter(isProse);
    find('fields').replaceChildren(...prose.map(field), ...names.filter(name => !prose.includes(name)).map(field));
    if (!names.length) find('fields').append(make('p', { className: 'quiet', textContent: 'The process reads no variables.' }));
  }
  if (document.activeElement !== find('variables')) find('variables').value = pretty(project.values);
}

/** The names of the variables from which Images Edit reads documents. */
function documents() {
  return new Set(ourTasks().flatMap(({ inputs }) => inputs.filter(input => ['images', 'mask'].includes(input.target)))
    .flatMap(({ source }) => source?.match(/[A-Za-z_]\w*/g) ?? []));
}

const documentUrl = ({ documentId }) => '/api/documents/' + encodeURIComponent(documentId);

/** Keeps a file in the playground's document store; gives the reference of the document. */
const upload = file => call('POST', 'uploads?name=' + encodeURIComponent(file.name), file);

/** A file instead of a text: the variable becomes a document, or a list of several. */
function fileField(name) {
  const whole = make('div', { className: 'field' });
  const set = value => {
    if (value) project.values[name] = value; else delete project.values[name];
    find('variables').value = pretty(project.values);
    project.changed = true;
    find('discard').hidden = false;
    remember();
    draw();
  };
  const draw = () => {
    const chosen = [project.values[name] ?? []].flat().filter(one => one.documentId);
    const input = make('input', { id: 'field-' + name, type: 'file', multiple: true, accept: 'image/png,image/jpeg,image/webp' });
    input.addEventListener('change', told(async () => {
      const added = await Promise.all([...input.files].map(upload));
      set(added.length > 1 ? added : added[0]);
    }));
    const button = (textContent, value) => {
      const made = make('button', { type: 'button', className: 'link', textContent });
      made.addEventListener('click', () => set(value));
      return made;
    };
    whole.replaceChildren(make('label', { htmlFor: input.id, textContent: name }),
      make('div', { className: 'row chosen' }, ...chosen.map(one => make('img', { src: documentUrl(one), alt: one.metadata?.fileName ?? 'document', title: one.metadata?.fileName ?? '' })), input),
      make('div', { className: 'row' }, button('Sample photo', setup.samples.photo), button('Sample logo', setup.samples.logo), ...chosen.length ? [button('Remove')] : []));
  };
  draw();
  return whole;
}

function field(name) {
  if (documents().has(name)) return fileField(name);
  const value = project.values[name];
  const structured = value !== null && typeof value === 'object';
  const input = make(isProse(name) || structured ? 'textarea' : 'input', { id: 'field-' + name, spellcheck: false });
  if (input.rows) input.rows = structured ? 4 : 3;
  if (structured) input.className = 'code';
  input.placeholder = 'not set';
  input.value = value === undefined ? '' : structured ? JSON.stringify(value, null, 1) : typeof value === 'string' && !isProse(name) && typed(value) !== value ? JSON.stringify(value) : String(value);
  input.addEventListener('input', () => {
    const text = input.value;
    if (text.trim() === '') delete project.values[name]; else project.values[name] = isProse(name) ? text : typed(text);
    find('variables').value = pretty(project.values);
    project.changed = true;
    find('discard').hidden = false;
    remember();
  });
  return make('div', { className: 'field' }, make('label', { htmlFor: input.id, textContent: name }), input);
}

/** Numbers, lists, true, false, null and texts in quotes are what they look like; all else is a text. */
function typed(text) {
  try {
    return JSON.parse(text);
  } catch (e) {
    return text;
  }
}

function object(typed) {
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

const isJson = () => find('json').getAttribute('aria-pressed') === 'true';

function toggleJson() {
  const json = !isJson();
  find('json').setAttribute('aria-pressed', json);
  find('json').textContent = json ? 'Edit as fields' : 'Edit as JSON';
  find('fields').hidden = json;
  find('all').hidden = !json;
  delete find('fields').dataset.names;
  fields();
}

/** The tasks of this connector, with the provider of each. */
function ourTasks() {
  return modeler.get('elementRegistry').filter(it => !it.labelTarget).map(it => {
    const values = it.businessObject.extensionElements?.values ?? [];
    const ours = values.find(value => value.$type === 'zeebe:TaskDefinition')?.type?.startsWith('org.imagesgenerate:');
    const inputs = values.find(value => value.$type === 'zeebe:IoMapping')?.inputParameters ?? [];
    return ours && { element: it, inputs, provider: inputs.find(input => input.target === 'provider.type')?.source };
  }).filter(Boolean);
}

function failures() {
  const [first] = ourTasks();
  const choices = setup.simulated && setup.failures[first?.provider] || [];
  find('failures').hidden = !choices.length;
  const chosen = find('failure').value;
  find('failure').replaceChildren(...['', 'SLOW', 'LOST_RESPONSE', ...choices.filter(code => !['SLOW', 'LOST_RESPONSE'].includes(code))]
    .map(code => new Option(['', 'SLOW', 'LOST_RESPONSE'].includes(code) ? FAILURES[code] : `${code}: ${FAILURES[code]}`, code)));
  find('failure').value = choices.includes(chosen) ? chosen : '';
  find('always').disabled = !find('failure').value;
  // the failure that the diagram is prepared for, else the commonest one
  const caught = modeler.get('elementRegistry').filter(it => it.host && ourTasks().some(task => task.element === it.host))
    .map(it => it.businessObject.eventDefinitions?.[0]?.errorRef?.errorCode);
  const path = [...caught, 'CONTENT_POLICY', 'TASK_FAILED', 'RATE_LIMITED'].find(code => choices.includes(code));
  find('path').hidden = !path;
  find('path').dataset.code = path ?? '';
  find('path').textContent = caught.includes(path) ? 'Try the failure path' : 'Let it fail';
  find('path').title = path ? `Runs the process with ${path}: ${FAILURES[path]}` : '';
}

async function run(event) {
  event?.preventDefault();
  if (find('run').disabled) return;
  watched = null;
  find('run').disabled = true;
  find('canvas').classList.add('ran');
  showTab('result');
  show({ status: 'Deploying…', light: 'busy' });
  try {
    if (isJson()) project.values = object(find('variables').value);
    await check();
    const wrong = problems.filter(problem => problem.severity === 'error');
    if (wrong.length) {
      show({ status: 'Not started: it would fail on a cluster', light: 'bad', problem: wrong.map(({ elementId, message }) => (elementId ? name(elementId) + ': ' : '') + message).join('\n') });
      return;
    }
    const { key } = await call('POST', 'runs', { bpmn: await xml(), forms: project.forms, variables: project.values, failure: { code: find('failure').value, always: find('always').checked } });
    watched = key;
    watch(key);
  } catch (e) {
    show({ status: 'Not started', light: 'bad', problem: explained(e.message) });
  } finally {
    find('run').disabled = false;
  }
}

function tryFailure() {
  find('failure').value = find('path').dataset.code;
  find('always').disabled = false;
  find('always').checked = RETRIED.includes(find('path').dataset.code);
  return run();
}

/** The engine's rejection, with element names instead of ids, and what to do. */
function explained(message) {
  const found = [...message.matchAll(/Element: ([^\s>]+)[^\n]*\n\s*- ERROR: ([^\n]*)/g)];
  if (!message.startsWith("Command 'CREATE'") || !found.length) return message;
  return found.map(([, id, error]) => `${name(id)}: ` + (
    /zeebe:taskDefinition/.test(error) ? NO_IMPLEMENTATION
      : /failed to parse expression/.test(error) ? `correct the FEEL expression. ${error[0].toUpperCase() + error.slice(1)}`
        : error)).join('\n');
}

// ---- problems

/** Asks the modeler's linter and the playground what would fail. */
async function check() {
  const mine = ++checking;
  const open = project;
  const bpmn = await xml();
  const [ours, theirs] = await Promise.all([call('POST', 'checks', { bpmn, forms: project.forms }).catch(e => [{ elementId: '', severity: 'error', message: e.message }]), linted(bpmn)]);
  if (mine !== checking || open !== project) return;
  problems = [...ours, ...theirs.filter(one => !ours.some(other => other.elementId === one.elementId && other.severity === 'error' && /job type|no implementation|form/i.test(other.message) && /form|task definition/i.test(one.message)))];
  showProblems();
}

const NO_IMPLEMENTATION = 'has no implementation yet. Select it and choose Images Generate under Template in the panel, or remove it.';

const plain = message => /task definition type/i.test(message) ? NO_IMPLEMENTATION : message;

async function linted(bpmn) {
  await linter;
  return (await lint(bpmn, setup.templates))
    .map(({ id, category, message }) => ({ elementId: id, severity: category === 'warn' || category === 'info' ? 'warning' : 'error', message: plain(message) }));
}

function showProblems() {
  const shown = problems.filter(problem => problem.severity !== 'note').sort((one, other) => (other.severity === 'error') - (one.severity === 'error'));
  const bad = shown.some(problem => problem.severity === 'error');
  find('count').textContent = shown.length;
  find('count').hidden = !shown.length;
  find('count').classList.toggle('bad', bad);
  find('problems').replaceChildren(shown.length
    ? make('ul', { className: 'list' }, ...shown.map(({ elementId, severity, message }) => {
      const button = make('button', { type: 'button', className: severity }, make('b', { textContent: severity === 'error' ? 'Error' : 'Warning' }),
        make('span', {}, elementId ? make('span', { className: 'element', textContent: name(elementId) + ': ' }) : '', message));
      button.addEventListener('click', () => { const target = element(elementId); if (target) { modeler.get('selection').select(target); modeler.get('canvas').scrollToElement(target); } });
      return make('li', {}, button);
    }))
    : make('p', { className: 'quiet', textContent: 'No problems. An error here would stop the process on a cluster, so a run with one does not start.' }));
  const canvas = modeler.get('canvas');
  for (const it of modeler.get('elementRegistry').filter(it => !it.labelTarget)) {
    const faulty = shown.some(problem => problem.elementId === it.id && problem.severity === 'error');
    if (faulty) canvas.addMarker(it, 'faulty'); else canvas.removeMarker(it, 'faulty');
  }
  advise();
}

/** The problems of the selected element, above its fields. */
function advise() {
  const [selected] = modeler.get('selection').get();
  const about = problems.filter(problem => selected && problem.elementId === selected.id && problem.severity !== 'note');
  find('advice').replaceChildren(...about.map(({ severity, message }) => make('li', { className: severity, textContent: message })));
}

// ---- the run

async function watch(key) {
  while (watched === key) {
    try {
      const state = await call('GET', 'runs/' + key);
      if (watched !== key) return;
      await report(state);
      if (state.ended || state.incident) return;
    } catch (e) {
      show({ status: 'The playground does not answer', light: 'bad', problem: e.message });
      return;
    }
    await new Promise(resolve => setTimeout(resolve, 400));
  }
}

async function report(state) {
  // the variable can still contain an error of an earlier task
  const code = state.incident && state.inputs.error?.message === state.incident.message && state.inputs.error.code;
  const task = !state.ended && state.userTasks[0];
  const where = [...new Set(state.active.map(name))].join(', ');
  show({
    status: state.ended ? 'Done' : state.incident ? 'Stopped at an incident' + (code ? ', ' + code : '') : task ? 'Waiting for you: ' + name(task.elementId) : 'Running' + (where ? ': ' + where : ''),
    light: state.ended ? 'good' : state.incident ? 'bad' : 'busy',
    problem: state.incident && `${name(state.incident.elementId)}: ${state.incident.message}`,
    skip: !state.ended && !state.incident && !task && (state.failedAttempts.length > 0 || state.active.some(id => element(id)?.businessObject.$type.endsWith('CatchEvent'))),
    warnings: [...new Set([...problems.filter(problem => problem.severity === 'warning').map(({ elementId, message }) => `${name(elementId)}: ${message}`), ...warnings(state.variables)])],
    pictures: pictures(state),
    state
  });
  await showTask(task, state);
  mark(state);
}

function mark(state) {
  const canvas = modeler.get('canvas');
  for (const it of modeler.get('elementRegistry').filter(it => !it.labelTarget)) {
    for (const [marker, there] of [
      ['done', state.steps.some(step => step.elementId === it.id)],
      ['now', state.active.includes(it.id)],
      ['broken', state.incident?.elementId === it.id]
    ]) {
      if (there) canvas.addMarker(it, marker); else canvas.removeMarker(it, marker);
    }
  }
}

function walk(value, visit) {
  if (!value || typeof value !== 'object') return;
  visit(value);
  Object.values(value).forEach(child => walk(child, visit));
}

/** All documents, URLs and base64 images in the variables, without duplicates; what the last edit started from comes first. */
function pictures({ variables, inputs }) {
  const found = new Map();
  const sizes = new Map();
  walk(variables, value => { if (value.document?.documentId && value.width) sizes.set(value.document.documentId, `, ${value.width} × ${value.height}`); });
  walk([inputs.images, inputs.mask], value => {
    if (value['camunda.document.type']) found.set(value.documentId, { source: documentUrl(value), caption: 'Before: ' + (value.metadata?.fileName ?? 'document') });
  });
  walk(variables, value => {
    if (found.has(value.documentId)) return;
    if (value['camunda.document.type']) {
      found.set(value.documentId, { source: documentUrl(value), caption: (value.metadata?.fileName ?? 'document') + (sizes.get(value.documentId) ?? '') });
    } else if (typeof value.b64_json === 'string') {
      found.set(value.sha256, { source: `data:${value.mimeType};base64,${value.b64_json}`, caption: `base64, ${value.width} × ${value.height}` });
    } else if (typeof value.url === 'string' && 'index' in value) {
      found.set(value.url, { source: value.url, caption: 'provider URL' });
    }
  });
  return [...found.values()];
}

function warnings(variables) {
  const found = [];
  walk(variables, value => { if (Array.isArray(value.warnings)) found.push(...value.warnings.filter(one => typeof one === 'string')); });
  return found;
}

function show({ status, light, problem = '', skip = false, warnings = [], pictures = [], state }) {
  find('empty').hidden = true;
  find('outcome').hidden = false;
  if (find('status').textContent !== status) find('status').textContent = status;
  find('light').className = light;
  find('problem').textContent = problem;
  find('problem').hidden = !problem;
  find('skip').hidden = !skip;
  find('warnings').replaceChildren(...warnings.map(textContent => make('li', { textContent })));
  const sources = JSON.stringify(pictures.map(picture => picture.source));
  if (find('pictures').dataset.shown !== sources) {
    find('pictures').dataset.shown = sources;
    find('pictures').replaceChildren(...pictures.map(({ source, caption }) => make('figure', {}, make('img', { src: source, alt: caption }), make('figcaption', { textContent: caption }))));
  }
  const steps = (state?.steps ?? []).map(step => line(name(step.elementId), step.millis < 1000 ? `${step.millis} ms` : `${(step.millis / 1000).toFixed(1)} s`));
  const failed = (state?.failedAttempts ?? []).map(({ elementId, retriesLeft, message }) => line(`${name(elementId)} failed, ${retriesLeft} retries left${message === state.incident?.message ? '' : ': ' + message}`, '', 'failed'));
  find('stepsHeading').hidden = !steps.length && !failed.length;
  find('steps').replaceChildren(...steps, ...failed);
  find('notes').replaceChildren(...(state?.ended ? problems.filter(one => one.severity === 'note').map(({ message }) => make('li', { textContent: message })) : []));
  if (!state) { find('task').hidden = true; form = null; return; }
  const lines = state.requests.length + JSON.stringify(state.requests.at(-1) ?? state.inputs);
  if (find('sent').dataset.shown !== lines) {
    find('sent').dataset.shown = lines;
    find('sent').replaceChildren(...(state.requests.length
      ? state.requests.map(request => make('details', { open: state.requests.length < 6 }, make('summary', { textContent: request.line }), request.body ? make('pre', { textContent: typeof request.body === 'string' ? request.body : pretty(request.body) }) : ''))
      : [make('p', { className: 'quiet', textContent: 'No request was sent. The inputs of the tasks:' }), make('pre', { textContent: pretty(state.inputs) })]));
  }
  const data = pretty(state.variables);
  if (find('data').dataset.shown !== data) {
    find('data').dataset.shown = data;
    find('data').replaceChildren(make('pre', { textContent: data }));
  }
}

const line = (text, took, className = '') => make('li', {}, make('span', { textContent: text, className }), make('span', { textContent: took, className: 'took' }));

/** Shows a user task with its form, as Tasklist does: documents get a URL. */
async function showTask(task, state) {
  find('task').hidden = !task;
  if (!task) { form = null; return; }
  if (form?.key === task.key) return;
  form = { key: task.key };
  const definition = element(task.elementId)?.businessObject.extensionElements?.values.find(value => value.$type === 'zeebe:FormDefinition');
  const schema = Object.values(project.forms).map(text => JSON.parse(text)).find(({ id }) => id === definition?.formId);
  find('waits').textContent = name(task.elementId);
  find('form').replaceChildren();
  find('refused').hidden = true;
  find('samples').hidden = true;
  find('answers').hidden = Boolean(schema);
  if (!schema) return;
  const data = structuredClone({ ...state.inputs, ...state.variables });
  walk(data, value => { if (value['camunda.document.type']) value.endpoint = location.origin + documentUrl(value); });
  form.viewer = new FormViewer.Form({ container: find('form') });
  await form.viewer.importSchema(schema, data);
  find('samples').hidden = !find('form').querySelector('input[type=file]');
}

/** Chooses a sample in the first file picker of the form, as if it were a file of the user. */
async function chooseSample({ target }) {
  const sample = setup.samples[target.dataset.sample];
  const bytes = await (await fetch(documentUrl(sample))).blob();
  const files = new DataTransfer();
  files.items.add(new File([bytes], sample.metadata.fileName, { type: sample.metadata.contentType }));
  const input = find('form').querySelector('input[type=file]');
  input.files = files.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}

async function complete(event) {
  event.preventDefault();
  try {
    let answers;
    if (form.viewer) {
      const { data, errors, files } = form.viewer.submit();
      if (Object.keys(errors).length) throw new Error('Correct the marked fields.');
      answers = data;
      // as Tasklist does: a file picker gives a list of documents
      for (const [key, value] of Object.entries(data)) if (files.has(value)) answers[key] = await Promise.all(files.get(value).map(upload));
    } else {
      answers = object(find('answer').value);
    }
    const key = watched;
    await call('POST', 'runs/' + key, answers);
    form = null;
  } catch (e) {
    find('refused').textContent = e.message;
    find('refused').hidden = false;
  }
}

// ---- layout

function showTab(id) {
  find('lower').dataset.tab = id;
  for (const tab of document.querySelectorAll('[role=tab]')) {
    const chosen = tab.id === 'tab-' + id;
    tab.setAttribute('aria-selected', chosen);
    tab.tabIndex = chosen ? 0 : -1;
    const panel = find(tab.getAttribute('aria-controls'));
    if (panel.getAttribute('role') === 'tabpanel') panel.hidden = !chosen;
  }
}

function tabs() {
  const all = [...document.querySelectorAll('[role=tab]')];
  for (const tab of all) {
    tab.addEventListener('click', () => showTab(tab.id.slice(4)));
    tab.addEventListener('keydown', ({ key }) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
      if (!step) return;
      const visible = all.filter(it => it.offsetParent);
      const next = visible[(visible.indexOf(tab) + step + visible.length) % visible.length];
      showTab(next.id.slice(4));
      next.focus();
    });
  }
  // on a narrow page the start is a tab like the others
  const narrow = matchMedia('(max-width: 1100px)');
  const adapt = () => showTab(narrow.matches ? 'start' : find('lower').dataset.tab === 'start' ? 'result' : find('lower').dataset.tab);
  narrow.addEventListener('change', adapt);
  adapt();
}

/** A line that can be dragged, or moved with the arrow keys; the size is a percentage of the page. */
function splitter(id, size, vertical) {
  const line = find(id);
  const total = () => vertical ? innerHeight : innerWidth;
  const current = () => (vertical ? find('lower').offsetHeight : document.querySelector('aside').offsetWidth) * 100 / total();
  const set = percent => {
    const value = Math.min(line.ariaValueMax, Math.max(line.ariaValueMin, percent));
    document.body.style.setProperty(size, value.toFixed(1) + (vertical ? 'vh' : 'vw'));
    line.ariaValueNow = Math.round(value);
    modeler.get('canvas').resized();
    remember();
  };
  line.ariaValueNow = Math.round(current());
  line.addEventListener('pointerdown', event => line.setPointerCapture(event.pointerId));
  line.addEventListener('pointermove', event => { if (line.hasPointerCapture(event.pointerId)) set(vertical ? (innerHeight - event.clientY) * 100 / innerHeight : (innerWidth - event.clientX) * 100 / innerWidth); });
  line.addEventListener('keydown', event => {
    const step = (vertical ? { ArrowUp: 4, ArrowDown: -4 } : { ArrowLeft: 3, ArrowRight: -3 })[event.key];
    if (step) { event.preventDefault(); set(current() + step); }
  });
}

function told(work) {
  return async (...args) => {
    try {
      await work(...args);
    } catch (e) {
      showTab('result');
      show({ status: 'That did not work', light: 'bad', problem: e.message });
    }
  };
}

/** The modeler's linter is large, and is not needed for the first look. */
const linter = new Promise((resolve, reject) => {
  addEventListener('load', () => document.body.append(Object.assign(document.createElement('script'), { src: 'problems.js', onload: resolve, onerror: () => reject(new Error('problems.js is missing')) })));
});

find('start').addEventListener('submit', run);
find('path').addEventListener('click', tryFailure);
find('json').addEventListener('click', toggleJson);
find('failure').addEventListener('change', () => { find('always').disabled = !find('failure').value; find('always').checked = RETRIED.includes(find('failure').value); });
find('variables').addEventListener('input', () => { try { project.values = object(find('variables').value); project.changed = true; remember(); } catch (e) { /* said when it runs */ } });
find('open').addEventListener('click', () => find('files').click());
find('files').addEventListener('change', told(async () => { await openFiles([...find('files').files]); find('files').value = ''; }));
find('save').addEventListener('click', told(save));
find('discard').addEventListener('click', told(discard));
find('process').addEventListener('change', told(() => open(projects.find(one => one.name === find('process').value))));
find('task').addEventListener('submit', complete);
find('skip').addEventListener('click', told(() => call('POST', 'time')));
addEventListener('keydown', event => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.target.closest('#panel, #task')) run(event); });
for (const button of document.querySelectorAll('[data-sample]')) button.addEventListener('click', told(chooseSample));
// a file input takes what is dropped on it
addEventListener('dragover', event => { if (event.target.type !== 'file') event.preventDefault(); });
addEventListener('drop', told(async event => { if (event.target.type !== 'file' && event.dataTransfer.files.length) { event.preventDefault(); await openFiles([...event.dataTransfer.files]); } }));
const edited = debounced(400, changed);
// a process that is opened clears the stack, which is no change of it
modeler.on('commandStack.changed', ({ trigger }) => { if (project && trigger !== 'clear') { project.changed = true; edited(); } });
modeler.on('selection.changed', () => { find('canvas').classList.remove('ran'); advise(); });

(async () => {
  setup = await call('GET', 'setup');
  projects = setup.processes.map(fresh);
  const last = recall();
  modeler.get('elementTemplates').setEngines({ camunda: '8.8.0' });
  modeler.get('elementTemplatesLoader').setTemplates(setup.templates);
  listProjects();
  find('mode').textContent = setup.simulated ? 'Simulated: free' : 'Real: costs money';
  find('mode').classList.toggle('real', !setup.simulated);
  tabs();
  splitter('height', '--lower', true);
  splitter('width', '--panel', false);
  await open(last ?? projects[0]);
  find('run').disabled = false;
})();

// The variables that a process reads before anything has written them: what a start has to provide.

/** Their names, in the order in which the diagram reads them. */
async function startVariables(modeler) {
  const resolver = modeler.get('variableResolver');
  const elements = modeler.get('elementRegistry').filter(element => !element.labelTarget && element.businessObject.$instanceOf('bpmn:FlowElement') && !element.businessObject.$instanceOf('bpmn:SequenceFlow'));
  const process = modeler.get('canvas').getRootElement().businessObject;
  const writers = new Map();
  for (const { name, origin } of await resolver.getVariablesForElement(process)) {
    writers.set(name, new Set((origin ?? []).map(element => element.id)));
  }
  const found = new Set();
  for (const element of inOrder(elements)) {
    for (const { name } of await read(resolver, element.businessObject)) {
      const by = writers.get(name) ?? new Set();
      const own = by.has(element.id) && element.businessObject.loopCharacteristics;
      if (!own && !isItem(name, element.businessObject) && isReached(element, elements, by)) found.add(name);
    }
  }
  return [...found];
}

/** What an element and the flows out of it read. */
async function read(resolver, element) {
  const options = { read: true, written: false, local: false, external: true, outputMappings: false };
  const found = [...await resolver.getVariablesForElement(element, options)];
  for (const flow of element.outgoing ?? []) {
    if (flow.conditionExpression) found.push(...await resolver.getVariablesForElement(flow, options));
  }
  const text = expressions(element).join('\n');
  return found.filter(({ name, origin }) => !origin?.length && !isProperty(name, text));
}

/** Whether it is the current item of a loop around the element. */
function isItem(name, element) {
  const loop = element?.loopCharacteristics?.extensionElements?.values ?? [];
  return element ? loop.some(it => it.inputElement === name) || isItem(name, element.$parent) : false;
}

function expressions(element) {
  return [...element.extensionElements?.values ?? [], ...element.loopCharacteristics?.extensionElements?.values ?? []]
    .flatMap(value => [value, ...value.inputParameters ?? []])
    .flatMap(value => [value.source, value.expression, value.inputCollection])
    .concat(element.outgoing?.map(flow => flow.conditionExpression?.body))
    .filter(text => text?.startsWith('='));
}

/** The modeler takes the property of a filtered list, such as document in images[1].document, for a variable. */
const isProperty = (name, text) => text.includes('.' + name) && !new RegExp(`(?<![\\w.])${name}\\b`).test(text);

/** Whether a token can come here before it leaves one of the writers. */
function isReached(target, elements, writers) {
  const waiting = elements.filter(element => element.businessObject.$instanceOf('bpmn:StartEvent') || !(element.incoming?.length) && !element.host);
  const seen = new Set(waiting);
  while (waiting.length) {
    const element = waiting.shift();
    if (element === target) return true;
    const next = [...(element.attachers ?? []), ...(element.children ?? []).filter(child => !child.incoming?.length)];
    if (!writers.has(element.id)) next.push(...(element.outgoing ?? []).map(flow => flow.target));
    for (const one of next) if (one?.businessObject && !seen.has(one)) { seen.add(one); waiting.push(one); }
  }
  return false;
}

const inOrder = elements => [...elements].sort((one, other) => one.x - other.x || one.y - other.y);

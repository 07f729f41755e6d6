// What the tests do in the page: all of it through the fields and buttons that a reader sees.

const parameters = new URLSearchParams(location.search);

const modeler = new BpmnModeler({
  container: '#canvas',
  propertiesPanel: {
    parent: '#panel',
    // groups by id, such as ElementTemplates__CustomProperties-image; without it they are as for a new reader
    layout: { groups: Object.fromEntries((parameters.get('open') ?? '').split(',').map(id => [id, { open: true }])) }
  },
  // the panel would wait 300 ms for the next key; nothing else differs
  debounceInput: false
});

const templateErrors = [];
modeler.get('eventBus').on('elementTemplates.errors', event => templateErrors.push(...event.errors.map(error => error.message)));

const selected = () => modeler.get('selection').get()[0];

const panel = {
  /** Gives the modeler these templates and no others, and what it says against them. */
  loadTemplates(templates) {
    templateErrors.length = 0;
    modeler.get('elementTemplates').setEngines({ camunda: '8.8.0' });
    modeler.get('elementTemplatesLoader').setTemplates(templates);
    return [...templateErrors];
  },

  async openDiagram(xml) {
    const { warnings } = await modeler.importXML(xml);
    return warnings.map(warning => warning.message);
  },

  select(elementId) {
    const element = modeler.get('elementRegistry').get(elementId);
    modeler.get('selection').select(element);
    modeler.get('canvas').scrollToElement(element);
  },

  apply(templateId, presetId) {
    const templates = modeler.get('elementTemplates');
    const template = templates.getLatest(templateId)[0];
    modeler.get('selection').select(templates.applyTemplate(selected(), template, { presetId }));
  },

  async xml() {
    return (await modeler.saveXML({ format: true })).xml;
  },

  selectedId() {
    return selected()?.id ?? '';
  },

  /** What is written at the selected task, by binding. */
  written() {
    const written = {};
    for (const extension of selected().businessObject.extensionElements?.values ?? []) {
      switch (extension.$type) {
        case 'zeebe:IoMapping':
          for (const input of extension.inputParameters ?? []) written['zeebe:input ' + input.target] = input.source ?? '';
          break;
        case 'zeebe:Properties':
          for (const property of extension.properties) written['zeebe:property ' + property.name] = property.value ?? '';
          break;
        case 'zeebe:TaskHeaders':
          for (const header of extension.values) written['zeebe:taskHeader ' + header.key] = header.value ?? '';
          break;
        case 'zeebe:TaskDefinition':
          written['zeebe:taskDefinition type'] = extension.type;
          if (extension.retries) written['zeebe:taskDefinition retries'] = extension.retries;
      }
    }
    return written;
  },

  /** The template's fields that can be seen, from top to bottom. */
  fields() {
    return [...document.querySelectorAll('#panel [data-entry-id^="custom-entry"]')].map(entry => ({
      label: label(entry),
      value: value(entry),
      choices: [...entry.querySelectorAll('option')].map(option => option.value).filter(choice => choice),
      error: entry.querySelector('.bio-properties-panel-error')?.textContent ?? ''
    }));
  },

  /** Waits until exactly these fields can be seen, and gives what can be seen then. */
  async awaitFields(wanted) {
    const current = () => panel.fields().map(field => field.label + ' [' + field.choices.join(', ') + ']').sort();
    await until(() => JSON.stringify(current()) === JSON.stringify(wanted));
    return current();
  },

  /** Waits until a field says this, or says nothing if that is empty, and gives what it says then. */
  async awaitError(name, wanted) {
    const error = () => entryOf(name)?.querySelector('.bio-properties-panel-error')?.textContent ?? '';
    await until(() => error() === wanted);
    return error();
  },

  async choose(name, choice) {
    const list = await control(name, 'select');
    // a browser sends no event if the choice stays the same
    if (list.value === choice) return;
    list.value = choice;
    if (list.value !== choice) throw new Error(name + ' does not offer ' + choice);
    // the events that a browser sends when a user chooses
    list.dispatchEvent(new Event('input', { bubbles: true }));
    list.dispatchEvent(new Event('change', { bubbles: true }));
  },

  /** Types into a field. A text that starts with = turns an optional field into FEEL, any other turns it back. */
  async write(name, text) {
    let field = await control(name, 'input, textarea, .cm-content');
    const feelOnly = () => !entryOf(name).querySelector('button.bio-properties-panel-feel-icon.optional, .bio-properties-panel-feel-icon.optional');
    if (field.classList.contains('cm-content') && !feelOnly() && !text.startsWith('=')) {
      entryOf(name).querySelector('.bio-properties-panel-feel-icon').click();
      field = await control(name, 'input, textarea');
    }
    if (field.classList.contains('cm-content')) {
      const expression = text.replace(/^=/, '');
      const editor = field.cmView?.view;
      if (editor) {
        // the editor of 8.8's modeler, which does not see what a script types
        editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: expression }, userEvent: 'input.type' });
      } else {
        field.focus();
        document.execCommand('selectAll');
        document.execCommand(expression ? 'insertText' : 'delete', false, expression);
      }
    } else {
      const type = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
      Object.getOwnPropertyDescriptor(type.prototype, 'value').set.call(field, text);
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
    // FEEL is there when its editor has taken the place of the input
    const shows = () => value(entryOf(name)) === text
        && (!text.startsWith('=') || !entryOf(name).querySelector('.bio-properties-panel-feel-icon') || entryOf(name).querySelector('.cm-content'));
    if (!await until(shows)) throw new Error(name + ' shows ' + value(entryOf(name)) + ' after typing ' + text);
  }
};

function label(entry) {
  return entry.querySelector('label')?.textContent.trim() ?? '';
}

/** What the reader sees in a field; FEEL starts with =. */
function value(entry) {
  const editor = entry.querySelector('.cm-content');
  if (editor) {
    const text = [...editor.querySelectorAll('.cm-line')]
        .map(line => [...line.childNodes].filter(node => !node.classList?.contains('cm-placeholder')).map(node => node.textContent).join(''))
        .join('\n');
    return text ? '=' + text : '';
  }
  return entry.querySelector('select, input, textarea')?.value ?? '';
}

function entryOf(name) {
  return [...document.querySelectorAll('#panel [data-entry-id^="custom-entry"]')].find(entry => label(entry) === name);
}

async function control(name, kinds) {
  await until(() => entryOf(name)?.querySelector(kinds));
  const found = entryOf(name)?.querySelector(kinds);
  if (!found) throw new Error('no field ' + name + ' among ' + panel.fields().map(field => field.label).join(', '));
  return found;
}

/** Asks again and again, for at most twenty seconds, and tells whether it came true. */
async function until(met) {
  const end = performance.now() + 20000;
  while (!met()) {
    if (performance.now() > end) return false;
    await new Promise(resolve => setTimeout(resolve, 4));
  }
  return true;
}

// The Problems panel of the desktop modeler, for the page.
import { Linter } from '@camunda/linting';
import { CloudElementTemplatesLinterPlugin } from 'bpmn-js-element-templates';

globalThis.problems = async (xml, templates) => {
  const linter = new Linter({ modeler: 'desktop', type: 'cloud', plugins: [CloudElementTemplatesLinterPlugin(templates)] });
  return (await linter.lint(xml)).map(({ category, id, rule, message }) => `${category}: ${id}: ${message} (${rule})`);
};

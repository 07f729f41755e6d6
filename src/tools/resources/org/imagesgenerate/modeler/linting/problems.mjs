// The Problems panel of the desktop modeler, for pages.
import { Linter } from '@camunda/linting';
import { CloudElementTemplatesLinterPlugin } from 'bpmn-js-element-templates';

globalThis.lint = (xml, templates) =>
  new Linter({ modeler: 'desktop', type: 'cloud', plugins: [CloudElementTemplatesLinterPlugin(templates)] }).lint(xml);

globalThis.problems = async (xml, templates) => {
  return (await lint(xml, templates)).map(({ category, id, rule, message }) => `${category}: ${id}: ${message} (${rule})`);
};

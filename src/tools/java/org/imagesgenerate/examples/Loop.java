package org.imagesgenerate.examples;

/**
 * A parallel multi-instance: an activity runs once for each item of a list.
 *
 * @param list FEEL
 * @param item the variable that holds one of them
 * @param results the variable for the results, in the order of the list
 * @param result FEEL
 */
record Loop(String list, String item, String results, String result) {

  String element() {
    return "<bpmn:multiInstanceLoopCharacteristics>\n<bpmn:extensionElements>\n<zeebe:loopCharacteristics%s%s%s%s/>\n</bpmn:extensionElements>\n</bpmn:multiInstanceLoopCharacteristics>\n"
        .formatted(
            Xml.attribute("inputCollection", list),
            Xml.attribute("inputElement", item),
            Xml.attribute("outputCollection", results),
            Xml.attribute("outputElement", result));
  }
}

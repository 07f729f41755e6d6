package org.imagesgenerate.local;

import java.nio.file.Path;
import java.util.Map;
import org.imagesgenerate.template.TemplateApplication;

/** A process of one task, filled in as the modeler would. */
final class OneTask {

  static final String TASK = "GenerateImages";

  /**
   * With the task "Images Generate".
   *
   * @param values what is filled in, by property id or by the name of the binding
   */
  static String process(String processId, Map<String, String> values) {
    return process("images-generate-connector.json", processId, values);
  }

  /** The same with the task "Images Edit". */
  static String edit(String processId, Map<String, String> values) {
    return process("images-edit-connector.json", processId, values);
  }

  private static String process(String template, String processId, Map<String, String> values) {
    Path file = Path.of("element-templates", template);
    String flows = "<bpmn:incoming>In</bpmn:incoming><bpmn:outgoing>Out</bpmn:outgoing>";
    String task = TemplateApplication.of(file, values).serviceTask(TASK, "Images", flows);
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="Definitions" targetNamespace="http://bpmn.io/schema/bpmn" modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.8.0">
          <bpmn:process id="%s" isExecutable="true">
            <bpmn:startEvent id="Start"><bpmn:outgoing>In</bpmn:outgoing></bpmn:startEvent>
            %s
            <bpmn:endEvent id="End"><bpmn:incoming>Out</bpmn:incoming></bpmn:endEvent>
            <bpmn:sequenceFlow id="In" sourceRef="Start" targetRef="%s"/>
            <bpmn:sequenceFlow id="Out" sourceRef="%s" targetRef="End"/>
          </bpmn:process>
        </bpmn:definitions>
        """
        .formatted(processId, task, TASK, TASK);
  }

  private OneTask() {}
}

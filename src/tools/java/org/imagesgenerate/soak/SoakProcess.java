package org.imagesgenerate.soak;

import java.net.URI;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ErrorCode.Retry;

/**
 * Images Generate, then a task that reports the images or, after the error boundary event, the
 * failure. Codes that the contract retries are retried often; every other one is a BPMN error.
 */
final class SoakProcess {

  static final String IMAGES = "soak-images";
  static final String FAILURE = "soak-failure";

  private static final String XML =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="Definitions" targetNamespace="http://bpmn.io/schema/bpmn">
        <bpmn:error id="Ended" name="ended" errorCode="ENDED"/>
        <bpmn:process id="%s" isExecutable="true">
          <bpmn:startEvent id="Start"><bpmn:outgoing>A</bpmn:outgoing></bpmn:startEvent>
          <bpmn:serviceTask id="Generate">
            <bpmn:extensionElements>
              <zeebe:taskDefinition type="org.imagesgenerate:images-generate:1" retries="50"/>
              <zeebe:ioMapping>
                <zeebe:input source="=providerType" target="provider.type"/>
                <zeebe:input source="{{secrets.KEY}}" target="provider.apiKey"/>
                <zeebe:input source="%s" target="provider.baseUrl"/>
              </zeebe:ioMapping>
              <zeebe:taskHeaders>
                <zeebe:header key="resultVariable" value="imagesResult"/>
                <zeebe:header key="retryBackoff" value="PT1S"/>
                <zeebe:header key="errorExpression" value='%s'/>
              </zeebe:taskHeaders>
            </bpmn:extensionElements>
            <bpmn:incoming>A</bpmn:incoming><bpmn:outgoing>B</bpmn:outgoing>
          </bpmn:serviceTask>
          <bpmn:boundaryEvent id="Failed" attachedToRef="Generate">
            <bpmn:extensionElements><zeebe:ioMapping><zeebe:output source="=failure" target="failure"/></zeebe:ioMapping></bpmn:extensionElements>
            <bpmn:outgoing>C</bpmn:outgoing><bpmn:errorEventDefinition id="D" errorRef="Ended"/>
          </bpmn:boundaryEvent>
          <bpmn:serviceTask id="Images">
            <bpmn:extensionElements><zeebe:taskDefinition type="soak-images" retries="1000"/></bpmn:extensionElements>
            <bpmn:incoming>B</bpmn:incoming><bpmn:outgoing>E</bpmn:outgoing>
          </bpmn:serviceTask>
          <bpmn:serviceTask id="Failure">
            <bpmn:extensionElements><zeebe:taskDefinition type="soak-failure" retries="1000"/></bpmn:extensionElements>
            <bpmn:incoming>C</bpmn:incoming><bpmn:outgoing>F</bpmn:outgoing>
          </bpmn:serviceTask>
          <bpmn:endEvent id="Done"><bpmn:incoming>E</bpmn:incoming></bpmn:endEvent>
          <bpmn:endEvent id="Ending"><bpmn:incoming>F</bpmn:incoming></bpmn:endEvent>
          <bpmn:sequenceFlow id="A" sourceRef="Start" targetRef="Generate"/>
          <bpmn:sequenceFlow id="B" sourceRef="Generate" targetRef="Images"/>
          <bpmn:sequenceFlow id="C" sourceRef="Failed" targetRef="Failure"/>
          <bpmn:sequenceFlow id="E" sourceRef="Images" targetRef="Done"/>
          <bpmn:sequenceFlow id="F" sourceRef="Failure" targetRef="Ending"/>
        </bpmn:process>
      </bpmn:definitions>
      """;

  private SoakProcess() {}

  /**
   * @param baseUrl of the providers that the process calls
   */
  static String xml(String id, URI baseUrl) {
    String retried =
        Arrays.stream(ErrorCode.values())
            .filter(code -> code.retry() != Retry.NEVER)
            .map(code -> "\"" + code + "\"")
            .collect(Collectors.joining(", "));
    String expression =
        """
        =if error = null then null
        else if list contains([%s], error.code) and job.retries > 1 then null
        else bpmnError("ENDED", error.message, {failure: {code: error.code, message: error.message, variables: error.variables}})"""
            .formatted(retried)
            .replace("\n", " ")
            .replace(">", "&gt;");
    return XML.formatted(id, baseUrl, expression);
  }
}

package org.imagesgenerate.local;

import java.util.ArrayList;
import java.util.List;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Finds the elements of a BPMN document. */
public final class BpmnElements {

  public static final String BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL";
  public static final String ZEEBE = "http://camunda.org/schema/zeebe/1.0";

  /** All elements of this name inside the parent, in the order of the document. */
  public static List<Element> bpmn(Element parent, String name) {
    return elements(parent, BPMN, name);
  }

  /** All of Camunda's extension elements of this name inside the parent. */
  public static List<Element> zeebe(Element parent, String name) {
    return elements(parent, ZEEBE, name);
  }

  private static List<Element> elements(Element parent, String namespace, String name) {
    NodeList nodes = parent.getElementsByTagNameNS(namespace, name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  private BpmnElements() {}
}

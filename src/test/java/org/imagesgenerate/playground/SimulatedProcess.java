package org.imagesgenerate.playground;

import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** A process whose tasks ask simulated providers, whatever addresses they hold. */
final class SimulatedProcess {

  private static final String BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL";
  private static final String ZEEBE = "http://camunda.org/schema/zeebe/1.0";
  private static final String ADDRESS = "provider.baseUrl";

  private final Document document;

  /**
   * @throws IllegalArgumentException if it is no process
   */
  SimulatedProcess(String bpmn) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(true);
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      document = factory.newDocumentBuilder().parse(new InputSource(new StringReader(bpmn)));
    } catch (ParserConfigurationException | SAXException | java.io.IOException e) {
      throw new IllegalArgumentException("This is no BPMN: " + e.getMessage(), e);
    }
    if (elements(document.getDocumentElement(), BPMN, "process").isEmpty()) {
      throw new IllegalArgumentException("There is no process in it.");
    }
  }

  /** The id of the first process. */
  String processId() {
    return elements(document.getDocumentElement(), BPMN, "process").getFirst().getAttribute("id");
  }

  /**
   * Sends our tasks elsewhere.
   *
   * @param addresses gives the address of a provider's type, or null to leave the task as it is
   */
  void redirect(UnaryOperator<String> addresses) {
    for (Element mapping : elements(document.getDocumentElement(), ZEEBE, "ioMapping")) {
      Optional<String> address =
          input(mapping, "provider.type").map(it -> addresses.apply(it.getAttribute("source")));
      address.ifPresent(it -> address(mapping).setAttribute("source", it));
    }
  }

  private Element address(Element mapping) {
    return input(mapping, ADDRESS)
        .orElseGet(
            () -> {
              Element added = document.createElementNS(ZEEBE, "zeebe:input");
              added.setAttribute("target", ADDRESS);
              mapping.insertBefore(added, mapping.getFirstChild());
              return added;
            });
  }

  private static Optional<Element> input(Element mapping, String target) {
    return elements(mapping, ZEEBE, "input").stream()
        .filter(input -> input.getAttribute("target").equals(target))
        .findFirst();
  }

  String bpmn() {
    try {
      StringWriter text = new StringWriter();
      TransformerFactory.newInstance()
          .newTransformer()
          .transform(new DOMSource(document), new StreamResult(text));
      return text.toString();
    } catch (TransformerException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Element> elements(Element parent, String namespace, String name) {
    NodeList nodes = parent.getElementsByTagNameNS(namespace, name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }
}

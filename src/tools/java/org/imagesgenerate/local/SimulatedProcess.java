package org.imagesgenerate.local;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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

/**
 * A process whose tasks call simulated providers, whatever base URLs they contain. The simulators'
 * URLs are written into the tasks as constants before deployment: if a process variable set the
 * base URL, anyone who can set the variable would receive the API key.
 */
public final class SimulatedProcess {

  private static final String BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL";
  private static final String ZEEBE = "http://camunda.org/schema/zeebe/1.0";
  private static final String TYPE = "provider.type";
  private static final String BASE_URL = "provider.baseUrl";

  private final Document document;

  /**
   * @throws IllegalArgumentException if it is not a process
   */
  public SimulatedProcess(String bpmn) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(true);
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      document = factory.newDocumentBuilder().parse(new InputSource(new StringReader(bpmn)));
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new IllegalArgumentException("This is not BPMN: " + e.getMessage(), e);
    }
    if (elements(document.getDocumentElement(), BPMN, "process").isEmpty()) {
      throw new IllegalArgumentException("The BPMN file contains no process.");
    }
  }

  /**
   * Reads a BPMN file and redirects its tasks.
   *
   * @param baseUrls as for {@link #redirect}
   */
  public static SimulatedProcess read(Path file, UnaryOperator<String> baseUrls)
      throws IOException {
    SimulatedProcess process = new SimulatedProcess(Files.readString(file));
    process.redirect(baseUrls);
    return process;
  }

  /** The id of the first process. */
  public String processId() {
    return elements(document.getDocumentElement(), BPMN, "process").getFirst().getAttribute("id");
  }

  /**
   * Writes other base URLs into our tasks.
   *
   * @param baseUrls gives the base URL for a provider's type, or null to leave the task as it is
   * @throws IllegalArgumentException if one of our tasks takes the provider from a variable: it
   *     could call, and pay, a real one
   */
  public void redirect(UnaryOperator<String> baseUrls) {
    for (Element definition : elements(document.getDocumentElement(), ZEEBE, "taskDefinition")) {
      if (definition.getAttribute("type").startsWith("org.imagesgenerate:")) {
        redirect((Element) definition.getParentNode(), baseUrls);
      }
    }
  }

  private void redirect(Element extensions, UnaryOperator<String> baseUrls) {
    Element mapping =
        elements(extensions, ZEEBE, "ioMapping").stream()
            .filter(it -> input(it, TYPE).isPresent())
            .findFirst()
            .orElseThrow(() -> unknownProvider(extensions));
    String type = input(mapping, TYPE).orElseThrow().getAttribute("source");
    if (type.startsWith("=")) {
      throw unknownProvider(extensions);
    }
    String baseUrl = baseUrls.apply(type);
    if (baseUrl != null) {
      baseUrl(mapping).setAttribute("source", baseUrl);
    }
  }

  private static IllegalArgumentException unknownProvider(Element extensions) {
    return new IllegalArgumentException(
        "Task %s: select the provider in the task. A provider from a variable cannot be simulated."
            .formatted(((Element) extensions.getParentNode()).getAttribute("id")));
  }

  private Element baseUrl(Element mapping) {
    return input(mapping, BASE_URL)
        .orElseGet(
            () -> {
              Element added = document.createElementNS(ZEEBE, "zeebe:input");
              added.setAttribute("target", BASE_URL);
              mapping.insertBefore(added, mapping.getFirstChild());
              return added;
            });
  }

  private static Optional<Element> input(Element mapping, String target) {
    return elements(mapping, ZEEBE, "input").stream()
        .filter(input -> input.getAttribute("target").equals(target))
        .findFirst();
  }

  /** The process, ready to deploy. */
  public String bpmn() {
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

package org.imagesgenerate.local;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * A process whose tasks call simulated providers, whatever base URLs they contain. The simulators'
 * URLs are written into the tasks as constants before deployment: if a process variable set the
 * base URL, anyone who can set the variable would receive the API key.
 */
public final class SimulatedProcess {

  private static final String TYPE = "provider.type";
  private static final String BASE_URL = "provider.baseUrl";
  private static final Set<String> NEED_BASE_URL = Set.of("azure-openai", "openai-compatible");

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
    if (BpmnElements.bpmn(document.getDocumentElement(), "process").isEmpty()) {
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
    return BpmnElements.bpmn(document.getDocumentElement(), "process")
        .getFirst()
        .getAttribute("id");
  }

  /**
   * Writes other base URLs into our tasks.
   *
   * @param baseUrls gives the base URL for a provider's type, or null to leave the task as it is
   * @throws IllegalArgumentException if one of our tasks takes the provider from a variable: it
   *     could call, and pay, a real one
   */
  public void redirect(UnaryOperator<String> baseUrls) {
    for (Element extensions : ourTasks()) {
      redirect(extensions, baseUrls);
    }
  }

  private void redirect(Element extensions, UnaryOperator<String> baseUrls) {
    Element mapping =
        BpmnElements.zeebe(extensions, "ioMapping").stream()
            .filter(it -> input(it, TYPE).isPresent())
            .findFirst()
            .orElseThrow(() -> unknownProvider(extensions));
    String type = input(mapping, TYPE).orElseThrow().getAttribute("source");
    if (type.startsWith("=")) {
      throw unknownProvider(extensions);
    }
    String baseUrl = baseUrls.apply(type);
    if (baseUrl != null) {
      Element own = getOrAdd(mapping, BASE_URL);
      String source = own.getAttribute("source");
      boolean mayBeMissing = source.startsWith("=") && NEED_BASE_URL.contains(type);
      // a base URL that is missing has to be missing here, too
      own.setAttribute(
          "source",
          mayBeMissing
              ? "=if (%s) = null then \"\" else \"%s\"".formatted(source.substring(1), baseUrl)
              : baseUrl);
    }
  }

  /** The provider of the first of our tasks, if the process has one. */
  public Optional<String> firstProvider() {
    return ourTasks().stream()
        .flatMap(it -> input(it, TYPE).stream())
        .map(it -> it.getAttribute("source"))
        .findFirst();
  }

  /** Sets an input of all our tasks that call this provider. */
  public void setInput(String provider, String target, String source) {
    for (Element extensions : ourTasks()) {
      if (input(extensions, TYPE)
          .filter(it -> it.getAttribute("source").equals(provider))
          .isPresent()) {
        Element mapping = BpmnElements.zeebe(extensions, "ioMapping").getFirst();
        getOrAdd(mapping, target).setAttribute("source", source);
      }
    }
  }

  private List<Element> ourTasks() {
    return BpmnElements.zeebe(document.getDocumentElement(), "taskDefinition").stream()
        .filter(it -> it.getAttribute("type").startsWith("org.imagesgenerate:"))
        .map(it -> (Element) it.getParentNode())
        .toList();
  }

  /** The BPMN document. */
  public Document document() {
    return document;
  }

  private static IllegalArgumentException unknownProvider(Element extensions) {
    return new IllegalArgumentException(
        "Task %s: select the provider in the task. A provider from a variable cannot be simulated."
            .formatted(((Element) extensions.getParentNode()).getAttribute("id")));
  }

  private Element getOrAdd(Element mapping, String target) {
    return input(mapping, target)
        .orElseGet(
            () -> {
              Element added = document.createElementNS(BpmnElements.ZEEBE, "zeebe:input");
              added.setAttribute("target", target);
              mapping.insertBefore(added, mapping.getFirstChild());
              return added;
            });
  }

  private static Optional<Element> input(Element mapping, String target) {
    return BpmnElements.zeebe(mapping, "input").stream()
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
}

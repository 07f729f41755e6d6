package org.imagesgenerate.playground;

import io.camunda.connector.api.annotation.OutboundConnector;
import io.camunda.connector.api.outbound.OutboundConnectorFunction;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.imagesgenerate.connector.catalog.Catalog;
import org.imagesgenerate.connector.catalog.Model;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.provider.BaseUrl;
import org.imagesgenerate.local.BpmnElements;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * What would stop a process on a cluster, but not in the playground: there all secrets exist,
 * simulators replace the base URLs, and earlier runs have left forms and processes in the engine.
 */
final class ProcessChecks {

  private static final Pattern SECRET =
      Pattern.compile("\\{\\{\\s*secrets\\.([^\\s}]+)\\s*}}|(?<![\\w.])secrets\\.(\\w+)");
  private static final Set<String> NEED_BASE_URL = Set.of("azure-openai", "openai-compatible");

  /** Not Camunda's REST connector, which is on the class path too: it would call real servers. */
  private static final Set<String> OUR_TYPES =
      ServiceLoader.load(OutboundConnectorFunction.class).stream()
          .map(it -> it.type().getAnnotation(OutboundConnector.class))
          .map(OutboundConnector::type)
          .filter(type -> type.startsWith("org.imagesgenerate:"))
          .collect(Collectors.toUnmodifiableSet());

  /**
   * @param elementId empty if the whole process is meant
   * @param severity {@code error}: the run does not start; {@code warning}; {@code note}: what a
   *     cluster needs
   */
  record Problem(String elementId, String severity, String message) {}

  private final Document document;
  private final Set<String> forms;
  private final Set<String> secrets;
  private final Map<String, Integer> templates;
  private final LocalDate today;
  private final List<Problem> problems = new ArrayList<>();
  private final Set<String> used = new TreeSet<>();

  /**
   * @param forms the ids of the forms that are deployed with the process
   * @param secrets the names of the secrets that exist
   * @param templates the newest version of each element template by id
   */
  ProcessChecks(
      Document document,
      Set<String> forms,
      Set<String> secrets,
      Map<String, Integer> templates,
      LocalDate today) {
    this.document = document;
    this.forms = forms;
    this.secrets = secrets;
    this.templates = templates;
    this.today = today;
  }

  List<Problem> problems() {
    executable();
    userTasks();
    called();
    zeebe("taskDefinition").forEach(this::job);
    if (!used.isEmpty()) {
      note("Your connectors runtime needs these secrets: " + String.join(", ", used) + ".");
    }
    return problems;
  }

  private void executable() {
    boolean executable =
        bpmn("process").stream().anyMatch(it -> it.getAttribute("isExecutable").equals("true"));
    if (!executable) {
      error("", "The process is not executable: select the background and check Executable.");
    }
  }

  private void userTasks() {
    for (Element task : bpmn("userTask")) {
      String id = task.getAttribute("id");
      if (BpmnElements.zeebe(task, "userTask").isEmpty()) {
        error(
            id,
            "The user task is implemented as a job worker, and nobody works on it. Choose Camunda user task under Implementation.");
      }
    }
    for (Element definition : zeebe("formDefinition")) {
      String form = definition.getAttribute("formId");
      if (form.isEmpty() || form.startsWith("=")) {
        continue;
      }
      if (forms.contains(form)) {
        note("Deploy the form " + form + " with the process; Save includes it.");
      } else {
        error(
            owner(definition),
            "The form \"%s\" is not here, so the task would fail with FORM_NOT_FOUND. Open its .form file, or link another form."
                .formatted(form));
      }
    }
  }

  private void called() {
    Set<String> own =
        bpmn("process").stream().map(it -> it.getAttribute("id")).collect(Collectors.toSet());
    for (Element called : zeebe("calledElement")) {
      String process = called.getAttribute("processId");
      if (!process.startsWith("=") && !own.contains(process)) {
        error(
            owner(called),
            "The called process \"%s\" is not in this file, so it is not deployed."
                .formatted(process));
      }
    }
    for (Element called : zeebe("calledDecision")) {
      error(
          owner(called),
          "The decision \"%s\" is not deployed: the playground has no DMN files."
              .formatted(called.getAttribute("decisionId")));
    }
  }

  private void job(Element definition) {
    String type = definition.getAttribute("type");
    String id = owner(definition);
    if (type.startsWith("=")) {
      return;
    }
    if (!OUR_TYPES.contains(type)) {
      error(
          id,
          "No connector or worker here takes jobs of the type \"%s\": the process would wait forever. The playground has Images Generate, Images Edit and Images Collect only."
              .formatted(type));
      return;
    }
    Element extensions = (Element) definition.getParentNode();
    Element task = (Element) extensions.getParentNode();
    template(id, task);
    secrets(id, task, extensions);
    provider(id, extensions);
  }

  private void template(String id, Element task) {
    String template = task.getAttributeNS(BpmnElements.ZEEBE, "modelerTemplate");
    String version = task.getAttributeNS(BpmnElements.ZEEBE, "modelerTemplateVersion");
    Integer newest = templates.get(template);
    if (newest == null) {
      warn(
          id,
          "The task has no element template of this release. Newer runtimes give secrets only to tasks with one: apply Images Generate.");
    } else if (version.matches("\\d{1,9}") && Integer.parseInt(version) > newest) {
      error(
          id,
          "The task was made with version %s of the element template; this release has version %d. Use the runtime and the template of one release."
              .formatted(version, newest));
    }
  }

  private void secrets(String id, Element task, Element extensions) {
    boolean templated = task.hasAttributeNS(BpmnElements.ZEEBE, "modelerTemplate");
    for (String name : List.of("input", "header")) {
      for (Element element : BpmnElements.zeebe(extensions, name)) {
        Matcher matcher =
            SECRET.matcher(element.getAttribute(name.equals("input") ? "source" : "value"));
        while (matcher.find()) {
          String secret = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
          if (!secrets.contains(secret)) {
            error(
                id,
                "The secret \"%s\" does not exist. The playground has %s."
                    .formatted(secret, String.join(", ", new TreeSet<>(secrets))));
          } else if (templated) {
            used.add(secret);
          }
        }
      }
    }
  }

  private void provider(String id, Element extensions) {
    Optional<String> provider = input(extensions, "provider.type");
    if (provider.isEmpty() || provider.get().startsWith("=")) {
      error(id, "Select the provider in the task: a provider from a variable cannot be simulated.");
      return;
    }
    baseUrl(id, provider.get(), input(extensions, "provider.baseUrl").orElse(""));
    input(extensions, "model").ifPresent(model -> model(id, provider.get(), model));
  }

  private void baseUrl(String id, String provider, String url) {
    if (url.isBlank() && NEED_BASE_URL.contains(provider)) {
      error(id, "provider.baseUrl: is missing; this provider needs the base URL of your server.");
    } else if (!url.isBlank() && !url.startsWith("=") && !url.contains("{{")) {
      try {
        BaseUrl.of(url, "https://api.example.com");
      } catch (ImagesException e) {
        error(id, e.getMessage());
      }
    }
  }

  private void model(String id, String provider, String name) {
    if (name.isBlank() || name.startsWith("=") || Catalog.builtIn().models(provider).isEmpty()) {
      return;
    }
    Model model = Catalog.builtIn().model(provider, name);
    if (provider.equals("azure-openai")) {
      note(
          "Azure OpenAI needs a deployment with the name "
              + name
              + "; the playground accepts any.");
    }
    model
        .shutdown()
        .ifPresent(
            day ->
                warn(
                    id,
                    (day.isAfter(today)
                                ? "The model %s will be retired on %s."
                                : "The model %s was retired on %s: the task fails with MODEL_UNAVAILABLE.")
                            .formatted(name, day)
                        + model.successor().map(it -> " Use " + it + " instead.").orElse("")));
  }

  private static Optional<String> input(Element extensions, String target) {
    return BpmnElements.zeebe(extensions, "input").stream()
        .filter(it -> it.getAttribute("target").equals(target))
        .map(it -> it.getAttribute("source"))
        .findFirst();
  }

  /** The element whose extension this is. */
  private static String owner(Element extension) {
    return ((Element) extension.getParentNode().getParentNode()).getAttribute("id");
  }

  private List<Element> bpmn(String name) {
    return BpmnElements.bpmn(document.getDocumentElement(), name);
  }

  private List<Element> zeebe(String name) {
    return BpmnElements.zeebe(document.getDocumentElement(), name);
  }

  private void error(String elementId, String message) {
    problems.add(new Problem(elementId, "error", message));
  }

  private void warn(String elementId, String message) {
    problems.add(new Problem(elementId, "warning", message));
  }

  private void note(String message) {
    problems.add(new Problem("", "note", message));
  }
}

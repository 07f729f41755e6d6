# Licences

<!-- Written by: mvn -q license:add-third-party. The text is in src/licenses/licenses.md.ftl, the tables come from the dependencies' poms. -->

This project is under the [Apache License 2.0](../LICENSE). The jar that you install contains this project's classes only. The libraries below are on the class path while it is built and tested;
in scope `provided` they come with the connectors runtime, in scope `test` they are used by tests, template generation, demo, playground, soak and benchmarks, and by nothing else.

## The embedded engine is not open source

Tests, demo, playground and soak run processes on Camunda's engine in memory, `io.camunda:zeebe-process-test-engine`, in scope `test`. Nothing of it is in the jar.

| what | licence, as its pom says | what that means |
| --- | --- | --- |
| `zeebe-process-test-engine` itself | [Zeebe Community License 1.1](https://zeebe.io/legal/zeebe-community-license-1.1) | You may use, change and pass it on, also commercially. You may not offer a commercial service in which others deploy or change processes. |
| the engine that it contains: `zeebe-workflow-engine` and every other row with *Camunda License v1.0* | [Camunda License 1.0](https://github.com/camunda/camunda/blob/main/licenses/CAMUNDA-LICENSE-1.0.txt) | You may use it for development, staging, testing, quality assurance, demonstration and evaluation. You may not use it for live or production systems; that needs a commercial licence from Camunda. |

`mvn verify`, demo, playground and soak are such uses. Do not run real processes on the embedded engine. The connector itself runs in any connectors runtime, whatever engine licence you have.

A real broker is under the Camunda License too. The build does not fetch one; the [soak](soak.md) uses one if you name its folder.

## The REST connector is only in the tests

An [example process](processes/publish-pictures.md) and the [load program](performance.md) use Camunda's `io.camunda.connector:connector-http-json`, which has its base classes in `connector-http-base`. Both poms state the Apache License 2.0. `connector-http-base` inherits
from `connector-http-parent`, whose template for the headers of source files is a licence of Camunda's own; the published jars contain no source files. Both have the scope `test`, and neither is in the jar.

JMH (`org.openjdk.jmh:jmh-core`, scope `test`) is under the GPL 2 with the Classpath Exception. The benchmarks are compiled against it and are not distributed; its annotation processor runs in the build only.

Not listed: Maven plugins, and what the tests in the modeler fetch with npm. None of it is in the jar.

## By licence

A library with several licences is counted for each.

| licence | libraries |
| --- | --- |
<#list licenseMap as e>
<#if (e.getValue()?size > 0)>
| ${e.getKey()?replace("Unknown license", "not stated in its pom")} | ${e.getValue()?size} |
</#if>
</#list>

## All libraries

| library | version | scope | licence |
| --- | --- | --- | --- |
<#list dependencyMap as e>
<#assign p = e.getKey()/>
| `${p.groupId}:${p.artifactId}` | ${p.version} | ${p.artifact.scope} | ${e.getValue()?join(", ")?replace("Unknown license", "not stated in its pom")} |
</#list>

package org.imagesgenerate.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagesgenerate.connector.http.ProxySettings.Proxy;
import org.imagesgenerate.connector.support.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxySettingsTest {

  private static Optional<Proxy> https(Map<String, String> variables, String host, int port) {
    return new ProxySettings(new Settings(variables::get)).of("https", host, port);
  }

  private static Optional<Proxy> https(String value) {
    return https(Map.of("HTTPS_PROXY", value), "api.example", 443);
  }

  private static boolean goesDirect(String noProxy, String host, int port) {
    return https(Map.of("HTTPS_PROXY", "proxy:3128", "NO_PROXY", noProxy), host, port).isEmpty();
  }

  @Test
  void withoutVariablesThereIsNoProxy() {
    assertThat(https(Map.of(), "api.example", 443)).isEmpty();
    assertThat(https(Map.of("HTTPS_PROXY", "  "), "api.example", 443)).isEmpty();
  }

  @Test
  void eachSchemeHasItsVariable() {
    Map<String, String> variables =
        Map.of("HTTP_PROXY", "one:1", "HTTPS_PROXY", "two:2", "ALL_PROXY", "three:3");
    ProxySettings proxies = new ProxySettings(new Settings(variables::get));

    assertThat(proxies.of("http", "a", 80)).hasToString("Optional[one:1]");
    assertThat(proxies.of("HTTPS", "a", 443)).hasToString("Optional[two:2]");
  }

  @Test
  void theVariableForAllCountsWhereNoOtherIsSet() {
    assertThat(https(Map.of("ALL_PROXY", "three:3"), "a", 443)).hasToString("Optional[three:3]");
    assertThat(https(Map.of("all_proxy", "three:3", "HTTPS_PROXY", "two:2"), "a", 443))
        .hasToString("Optional[two:2]");
  }

  @Test
  void lowerCaseWins() {
    Map<String, String> variables = new HashMap<>();
    variables.put("HTTPS_PROXY", "upper:1");
    variables.put("https_proxy", "lower:1");
    variables.put("NO_PROXY", "*");
    variables.put("no_proxy", "none.example");

    assertThat(https(variables, "api.example", 443)).hasToString("Optional[lower:1]");
  }

  @ParameterizedTest
  @CsvSource({
    "http://proxy.example:3128, http, proxy.example, 3128",
    "proxy.example:3128, http, proxy.example, 3128",
    "http://proxy.example:3128/, http, proxy.example, 3128",
    "http://proxy.example, http, proxy.example, 80",
    "https://proxy.example, https, proxy.example, 443",
    "HTTP://proxy.example, http, proxy.example, 80",
    "http://10.0.0.1:8080, http, 10.0.0.1, 8080",
    "http://[::1]:8080, http, ::1, 8080"
  })
  void addressesAreReadWithAndWithoutSchemeAndPort(
      String value, String scheme, String host, int port) {
    assertThat(https(value)).contains(new Proxy(scheme, host, port, null, ""));
  }

  @ParameterizedTest
  @CsvSource({
    "http://me:secret@proxy:1, me, secret",
    "me:secret@proxy:1, me, secret",
    "http://me@proxy:1, me, ''",
    "http://me:@proxy:1, me, ''",
    "http://d%5Cme:p%3Aa%40s+s@proxy:1, d\\me, p:a@s+s",
    "http://a%3Ab:c@proxy:1, a:b, c"
  })
  void loginsAreDecoded(String value, String user, String password) {
    assertThat(https(value)).contains(new Proxy("http", "proxy", 1, user, password));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://me:se cret@proxy:3128",
        "socks5://me:secret@proxy:1080",
        "http://me:secret@bad_host:1",
        "://secret",
        "http://:secret@"
      })
  void whatCannotBeUsedIsSaidWithoutTheValue(String value) {
    assertThatThrownBy(() -> https(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the environment variable HTTPS_PROXY is not the URL of an http or https proxy")
        .hasNoCause();
  }

  @Test
  void aProxyDoesNotShowItsLogin() {
    assertThat(https("http://me:secret@proxy:1")).hasToString("Optional[proxy:1]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*                          | api.example      | 443 | true",
        "api.example                | api.example      | 443 | true",
        "API.Example                | api.EXAMPLE      | 443 | true",
        "api.example.               | api.example      | 443 | true",
        "api.example                | api.example.     | 443 | true",
        "example                    | api.example      | 443 | true",
        ".example                   | api.example      | 443 | true",
        "*.example                  | api.example      | 443 | true",
        ".example                   | example          | 443 | true",
        "pi.example                 | api.example      | 443 | false",
        "other.example              | api.example      | 443 | false",
        "a, b,api.example           | api.example      | 443 | true",
        "a b api.example            | api.example      | 443 | true",
        ",, ,                       | api.example      | 443 | false",
        ".                          | api.example      | 443 | false",
        "api.example:443            | api.example      | 443 | true",
        "api.example:8443           | api.example      | 443 | false",
        "10.1.2.3                   | 10.1.2.3         | 443 | true",
        "10.1.2.3:443               | 10.1.2.3         | 443 | true",
        "10.1.2.3:80                | 10.1.2.3         | 443 | false",
        "2.3                        | 10.1.2.3         | 443 | false",
        "10.0.0.0/8                 | 10.1.2.3         | 443 | true",
        "10.0.0.0/8                 | 11.1.2.3         | 443 | false",
        "10.0.0.0/99                | 10.1.2.3         | 443 | false",
        "192.168.0.0/16,10.0.0.0/8  | 10.1.2.3         | 443 | true",
        "*                          | 10.1.2.3         | 443 | true",
        "::1                        | [::1]            | 443 | true",
        "[::1]                      | ::1              | 443 | true",
        "[::1]:443                  | [::1]            | 443 | true",
        "fd00::/8                   | [fd00:1::2]      | 443 | true",
        "fd00::/8                   | [fe00:1::2]      | 443 | false"
      })
  void noProxyIsReadAsCurlReadsIt(String noProxy, String host, int port, boolean direct) {
    assertThat(goesDirect(noProxy, host, port)).isEqualTo(direct);
  }

  // ---- the runtime's variables and Java's properties

  private static Map<String, String> runtime(String... more) {
    Map<String, String> variables = new HashMap<>();
    variables.put("CONNECTOR_HTTPS_PROXY_HOST", "runtime");
    variables.put("CONNECTOR_HTTPS_PROXY_PORT", "1");
    return with(variables, more);
  }

  private static Map<String, String> java(String... more) {
    Map<String, String> variables = new HashMap<>();
    variables.put("https.proxyHost", "java");
    variables.put("https.proxyPort", "2");
    return with(variables, more);
  }

  private static Map<String, String> with(Map<String, String> variables, String... more) {
    for (int i = 0; i < more.length; i += 2) {
      variables.put(more[i], more[i + 1]);
    }
    return variables;
  }

  private static String proxy(Map<String, String> variables, String host) {
    return https(variables, host, 443).map(Proxy::toString).orElse("direct");
  }

  @Test
  void theRuntimesVariablesComeFirstThenJavasPropertiesThenTheEnvironment() {
    Map<String, String> all = runtime("HTTPS_PROXY", "environment:3");
    all.putAll(java());

    assertThat(proxy(all, "api.example")).isEqualTo("runtime:1");
    all.remove("CONNECTOR_HTTPS_PROXY_HOST");
    assertThat(proxy(all, "api.example")).isEqualTo("java:2");
    all.put("https.proxyHost", "");
    assertThat(proxy(all, "api.example")).isEqualTo("environment:3");
  }

  @Test
  void eachSchemeHasItsOwn() {
    Settings settings =
        new Settings(
            Map.of(
                    "CONNECTOR_HTTP_PROXY_HOST", "one",
                    "CONNECTOR_HTTPS_PROXY_HOST", "two",
                    "http.proxyHost", "three")
                ::get);
    ProxySettings proxies = new ProxySettings(settings);

    assertThat(proxies.of("http", "a", 80)).hasToString("Optional[one:80]");
    assertThat(proxies.of("HTTPS", "a", 443)).hasToString("Optional[two:80]");
    assertThat(proxy(Map.of("CONNECTOR_HTTP_PROXY_HOST", "one"), "a")).isEqualTo("direct");
    assertThat(proxy(Map.of("http.proxyHost", "three"), "a")).isEqualTo("direct");
    assertThat(proxy(Map.of("https.proxyHost", "four"), "a")).isEqualTo("four:443");
  }

  @Test
  void theRuntimesProxyHasSchemeAndLogin() {
    Map<String, String> variables =
        runtime(
            "CONNECTOR_HTTPS_PROXY_SCHEME",
            "HTTPS",
            "CONNECTOR_HTTPS_PROXY_USER",
            "me",
            "CONNECTOR_HTTPS_PROXY_PASSWORD",
            "p@ss:%40 ");
    assertThat(https(variables, "a", 443))
        .contains(new Proxy("https", "runtime", 1, "me", "p@ss:%40 "));
    variables.remove("CONNECTOR_HTTPS_PROXY_PORT");
    variables.remove("CONNECTOR_HTTPS_PROXY_PASSWORD");
    assertThat(https(variables, "a", 443)).contains(new Proxy("https", "runtime", 443, "me", ""));
  }

  @Test
  void javasProxyMayHaveALogin() {
    assertThat(https(java("https.proxyUser", "me", "https.proxyPassword", "secret"), "a", 443))
        .contains(new Proxy("http", "java", 2, "me", "secret"));
  }

  @ParameterizedTest
  @CsvSource({
    "CONNECTOR_HTTPS_PROXY_PORT, 0, 'is \"0\", but has to be a port from 1 to 65535'",
    "CONNECTOR_HTTPS_PROXY_PORT, 65536, 'is \"65536\", but has to be a port from 1 to 65535'",
    "CONNECTOR_HTTPS_PROXY_PORT, abc, 'is \"abc\", but has to be a port from 1 to 65535'",
    "CONNECTOR_HTTPS_PROXY_SCHEME, socks5, 'is \"socks5\", but has to be http or https'",
    "CONNECTOR_HTTPS_PROXY_HOST, http://me:secret@proxy:1, 'has to be a host name without scheme, port and login'"
  })
  void aWrongSettingIsNamed(String name, String value, String problem) {
    assertThatThrownBy(() -> https(runtime(name, value), "a", 443))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(name + " " + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "api.example;                api.example;  true",
        "API.Example;                api.example;  true",
        "*.example;                  api.example;  true",
        "*.example;                  example;      false",
        "example;                    api.example;  false",
        "other | *.example;          api.example;  true",
        "10.*;                       10.1.2.3;     true",
        "10.*;                       110.1.2.3;    false",
        "api.*;                      api.example.; true",
        "a.i;                        axi;          false",
        "*;                          api.example;  true",
        "[::1];                      [::1];        true",
        "|;                          api.example;  false"
      })
  void listsOfExceptionsCountWhereverTheProxyIsSet(String list, String host, boolean direct) {
    for (String name :
        List.of(
            "CONNECTOR_HTTP_NON_PROXY_HOSTS",
            "CONNECTOR_HTTP_PROXY_NON_PROXY_HOSTS",
            "http.nonProxyHosts")) {
      assertThat(proxy(runtime(name, list), host).equals("direct")).as(name).isEqualTo(direct);
      assertThat(proxy(java(name, list), host).equals("direct")).as(name).isEqualTo(direct);
      assertThat(proxy(with(new HashMap<>(), "HTTPS_PROXY", "p:1", name, list), host))
          .as(name)
          .isEqualTo(direct ? "direct" : "p:1");
    }
  }

  @Test
  void noProxyIsAnExceptionFromEveryProxy() {
    assertThat(proxy(runtime("NO_PROXY", "example"), "api.example")).isEqualTo("direct");
    assertThat(proxy(java("no_proxy", "example"), "api.example")).isEqualTo("direct");
  }

  @Test
  void javasOwnExceptionsGoWithJavasProxyOnly() {
    for (String host : List.of("localhost", "127.0.0.1", "[::1]")) {
      assertThat(proxy(java(), host)).isEqualTo("direct");
      assertThat(proxy(java("http.nonProxyHosts", ""), host)).isEqualTo("java:2");
      assertThat(proxy(java("HTTPS_PROXY", "p:1"), host)).isEqualTo("p:1");
      assertThat(proxy(runtime(), host)).isEqualTo("runtime:1");
    }
  }
}

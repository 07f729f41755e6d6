package org.imagesgenerate.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.imagesgenerate.connector.http.EnvironmentProxy.Proxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentProxyTest {

  private static Optional<Proxy> https(Map<String, String> variables, String host, int port) {
    return new EnvironmentProxy(new Settings(variables::get)).of("https", host, port);
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
    EnvironmentProxy proxies = new EnvironmentProxy(new Settings(variables::get));

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
        .hasMessage("the environment variable HTTPS_PROXY is no address of an http or https proxy")
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
}

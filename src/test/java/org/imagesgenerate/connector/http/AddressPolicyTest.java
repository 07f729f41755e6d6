package org.imagesgenerate.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.imagesgenerate.connector.http.ValidatingDnsResolver.ForbiddenAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An address that came from outside leads nowhere but to public places. */
class AddressPolicyTest {

  private static InetAddress address(String text) throws UnknownHostException {
    return InetAddress.getByName(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "93.184.216.34",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.0.3.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "203.0.112.255",
        "203.0.114.0",
        "223.255.255.255",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2606:4700::1111",
        "2a00:1450:4001::200e",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8"
      })
  void publicAddressesArePublic(String text) throws UnknownHostException {
    assertThat(AddressPolicy.isPublic(address(text))).isTrue();
    assertThat(AddressPolicy.mayServeAnApi(address(text))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "172.16.0.0",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "192.168.255.255",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fc00::1",
        "fd12:3456::1",
        "fec0::1",
        "ff02::1",
        "100::1",
        "2001::1", // Teredo
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1",
        "2002:7f00:1::", // 6to4 of 127.0.0.1
        "2002:808:808::1", // 6to4 of 8.8.8.8
        "3fff::1",
        "5f00::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:192.168.1.1",
        "::127.0.0.1",
        "::8.8.8.8",
        "64:ff9b::127.0.0.1",
        "64:ff9b::10.1.2.3",
        "64:ff9b:1::8.8.8.8"
      })
  void privateAndSpecialAddressesAreNotPublicButMayBeAnOperatorsOwn(String text)
      throws UnknownHostException {
    assertThat(AddressPolicy.isPublic(address(text))).isFalse();
    assertThat(AddressPolicy.mayServeAnApi(address(text))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.0.1",
        "169.254.169.254",
        "169.254.255.255",
        "100.100.100.200",
        "192.0.0.192",
        "168.63.129.16",
        "fd00:ec2::254",
        "fd20:ce::254",
        "fe80::1",
        "febf::1",
        "::ffff:169.254.169.254",
        "::169.254.169.254",
        "64:ff9b::169.254.169.254",
        "2002:a9fe:a9fe::"
      })
  void linkLocalAndMetadataAreForNobody(String text) throws UnknownHostException {
    assertThat(AddressPolicy.isPublic(address(text))).isFalse();
    assertThat(AddressPolicy.mayServeAnApi(address(text))).isFalse();
  }

  // ---- numbers that are read differently

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2130706433",
        "0177.0.0.1",
        "0x7f.0.0.1",
        "0x7f000001",
        "127.1",
        "127.0.1",
        "010.0.0.1",
        "1.2.3.4.5",
        "256.1.1.1",
        "127.0.0.1.",
        "0x",
        "a.0x1"
      })
  void numbersInOtherFormsAreAmbiguous(String host) {
    assertThat(CidrRange.isAmbiguous(host)).isTrue();
    assertThatThrownBy(() -> new ValidatingDnsResolver(never(), false).resolve(host))
        .isInstanceOf(ForbiddenAddress.class)
        .hasMessage(host + " is not a host name and not a plain IP address");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "255.255.255.255",
        "0.0.0.0",
        "localhost",
        "a1",
        "1a",
        "files.example",
        "1.example",
        "0x1.example",
        "::1",
        "host.local"
      })
  void namesAndPlainAddressesAreNot(String host) {
    assertThat(CidrRange.isAmbiguous(host)).isFalse();
  }

  private static DnsResolver never() {
    return new DnsResolver() {
      @Override
      public InetAddress[] resolve(String host) {
        throw new AssertionError("looked up " + host);
      }

      @Override
      public String resolveCanonicalHostname(String host) {
        throw new AssertionError("looked up " + host);
      }
    };
  }

  // ---- ranges

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.0.0.0/9, 10.128.0.0, false",
    "0.0.0.0/0, 8.8.8.8, true",
    "10.1.2.3, 10.1.2.3, true",
    "10.1.2.3, 10.1.2.2, false",
    "10.0.0.0/8, ::1, false",
    "fe80::/10, febf::1, true",
    "fe80::/10, fec0::1, false",
    "::/0, 1.2.3.4, false"
  })
  void rangesHoldWhatSharesTheirBits(String cidr, String address, boolean contained)
      throws UnknownHostException {
    assertThat(CidrRange.of(cidr).contains(address(address).getAddress())).isEqualTo(contained);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "example.com",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0/8",
        "10.0.0.0/x",
        "::/129",
        ""
      })
  void otherTextsAreNotRanges(String text) {
    assertThatThrownBy(() -> CidrRange.of(text)).isInstanceOf(IllegalArgumentException.class);
  }

  // ---- the resolver

  private static DnsResolver answering(String... addresses) {
    return new DnsResolver() {
      @Override
      public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] all = new InetAddress[addresses.length];
        for (int i = 0; i < all.length; i++) {
          all[i] = address(addresses[i]);
        }
        return all;
      }

      @Override
      public String resolveCanonicalHostname(String host) {
        return "canonical." + host;
      }
    };
  }

  @Test
  void onePrivateAddressAmongPublicOnesForbidsTheHost() {
    ValidatingDnsResolver resolver =
        new ValidatingDnsResolver(answering("8.8.8.8", "10.0.0.1"), true);

    assertThatThrownBy(() -> resolver.resolve("mixed.example", 443))
        .isInstanceOf(ForbiddenAddress.class)
        .hasMessage("mixed.example resolves to 10.0.0.1, which is not allowed");
  }

  @Test
  void theClientConnectsToWhatWasChecked() throws UnknownHostException {
    ValidatingDnsResolver resolver =
        new ValidatingDnsResolver(answering("8.8.8.8", "1.1.1.1"), true);

    assertThat(resolver.resolve("a.example", 443))
        .extracting(Object::toString)
        .containsExactly("/8.8.8.8:443", "/1.1.1.1:443");
    assertThat(resolver.resolveCanonicalHostname("a")).isEqualTo("canonical.a");
  }

  @Test
  void anOperatorsOwnApiMayBePrivateButNotTheMetadataService() throws UnknownHostException {
    assertThat(new ValidatingDnsResolver(answering("10.0.0.1"), false).resolve("a")).hasSize(1);
    assertThatThrownBy(
            () -> new ValidatingDnsResolver(answering("169.254.169.254"), false).resolve("a"))
        .isInstanceOf(ForbiddenAddress.class);
  }

  @Test
  void trustIsForOnePortOfAHost() throws UnknownHostException {
    ValidatingDnsResolver resolver =
        new ValidatingDnsResolver(SystemDefaultDnsResolver.INSTANCE, true);
    resolver.trust("127.0.0.1", 3128);

    assertThat(resolver.resolve("127.0.0.1", 3128)).hasSize(1);
    assertThatThrownBy(() -> resolver.resolve("127.0.0.1", 80))
        .isInstanceOf(ForbiddenAddress.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://bucket.s3.eu-central-1.amazonaws.com/a.png?X-Amz-Signature=1",
        "HTTP://Storage.Googleapis.com./a",
        "https://8.8.8.8/a",
        "https://[2606:4700::1111]:8443/a"
      })
  void othersMayReachPublicHosts(String url) {
    assertThat(AddressPolicy.mayBePublic(URI.create(url))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:9000/a",
        "http://minio:9000/a",
        "http://minio.camunda.svc/a",
        "http://minio.camunda.svc.cluster.local./a",
        "http://store.LAN/a",
        "http://metadata.google.internal/a",
        "http://10.1.2.3/a",
        "http://127.0.0.1/a",
        "http://2130706433/a",
        "http://0177.0.0.1/a",
        "http://[::1]/a",
        "http://[::ffff:192.168.0.1]/a",
        "http://my_store.example.com/a",
        "ftp://example.com/a",
        "file:///a",
        "mailto:a@example.com",
        "/a"
      })
  void privateAndInvalidUrlsAreNotPublic(String url) {
    assertThat(AddressPolicy.mayBePublic(URI.create(url))).isFalse();
  }
}

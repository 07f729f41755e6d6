package org.imagesgenerate.connector.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves a host and checks its addresses. The client connects to exactly what is returned here,
 * so a second look-up cannot return another address than the one that was checked.
 */
final class ValidatingDnsResolver implements DnsResolver {

  private final DnsResolver resolver;
  private final boolean publicOnly;
  private final Set<String> trusted = ConcurrentHashMap.newKeySet();

  ValidatingDnsResolver(DnsResolver resolver, boolean publicOnly) {
    this.resolver = resolver;
    this.publicOnly = publicOnly;
  }

  /** A host that must not be connected to. */
  static final class ForbiddenAddress extends UnknownHostException {
    ForbiddenAddress(String message) {
      super(message);
    }
  }

  /** The operator's own proxy may have any address; other ports of its host are not trusted. */
  void trust(String host, int port) {
    trusted.add(host + " " + port);
  }

  @Override
  public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
    InetAddress[] addresses =
        trusted.contains(host + " " + port) ? resolver.resolve(host) : resolve(host);
    return Stream.of(addresses).map(address -> new InetSocketAddress(address, port)).toList();
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    if (CidrRange.isAmbiguous(host)) {
      throw new ForbiddenAddress(host + " is not a host name and not a plain IP address");
    }
    InetAddress[] addresses = resolver.resolve(host);
    for (InetAddress address : addresses) {
      if (publicOnly ? !AddressPolicy.isPublic(address) : !AddressPolicy.mayServeAnApi(address)) {
        throw new ForbiddenAddress(
            host + " resolves to " + address.getHostAddress() + ", which is not allowed");
      }
    }
    return addresses;
  }

  /**
   * Checks a host before a proxy resolves it itself. A name that this worker cannot resolve is left
   * to the proxy if it comes from the operator or the process, because many workers behind a proxy
   * resolve no names. A name that comes from a response has to be checked here.
   */
  void checkBeforeProxy(String host) throws ForbiddenAddress {
    if (AddressPolicy.isMetadataName(host)) {
      throw new ForbiddenAddress(host + " is a metadata service, which is not allowed");
    }
    try {
      resolve(host);
    } catch (ForbiddenAddress e) {
      throw e;
    } catch (UnknownHostException e) {
      if (publicOnly) {
        throw new ForbiddenAddress(
            host + " cannot be resolved, and therefore not be checked before a proxy is asked");
      }
    }
  }

  @Override
  public String resolveCanonicalHostname(String host) throws UnknownHostException {
    return resolver.resolveCanonicalHostname(host);
  }
}

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
 * Finds the addresses of a host and checks them. The client connects to exactly what is returned
 * here, so a second look-up cannot give another address than the one that was checked.
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

  /** The operator's own proxy may stand anywhere; other ports of its host are not trusted. */
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
      throw new ForbiddenAddress(host + " is neither a name nor a plain address");
    }
    InetAddress[] addresses = resolver.resolve(host);
    for (InetAddress address : addresses) {
      if (publicOnly ? !AddressPolicy.isPublic(address) : !AddressPolicy.mayServeAnApi(address)) {
        throw new ForbiddenAddress(
            host + " leads to " + address.getHostAddress() + ", which is not allowed");
      }
    }
    return addresses;
  }

  /**
   * Checks a host that a proxy is asked for, because the proxy finds the address itself. A name
   * that this worker cannot resolve is left to the proxy if the operator or the process named it:
   * behind a proxy many workers resolve none. What others named has to be checked here.
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
            host + " is not known to this worker, which checks it before it asks the proxy");
      }
    }
  }

  @Override
  public String resolveCanonicalHostname(String host) throws UnknownHostException {
    return resolver.resolveCanonicalHostname(host);
  }
}

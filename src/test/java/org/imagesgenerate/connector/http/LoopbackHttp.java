package org.imagesgenerate.connector.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.apache.hc.client5.http.DnsResolver;
import org.imagesgenerate.connector.support.Settings;
import org.imagesgenerate.connector.support.TempImageFolder;

/** HTTP that can reach this machine's 127.0.0.1 and nothing else, whatever address comes along. */
public final class LoopbackHttp {

  private static final String LOOPBACK = "127.0.0.1";
  private static final int CONNECTIONS = 100;

  /**
   * @param folder the folder for temporary images
   */
  public static Http of(Settings settings, Path folder) {
    return new Http(settings, new TempImageFolder(folder), new OnlyLoopback(), CONNECTIONS);
  }

  private static final class OnlyLoopback implements DnsResolver {
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      if (!host.equals(LOOPBACK)) {
        throw new UnknownHostException(host);
      }
      return new InetAddress[] {InetAddress.getByName(LOOPBACK)};
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }

  private LoopbackHttp() {}
}

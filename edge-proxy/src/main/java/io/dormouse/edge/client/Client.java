package io.dormouse.edge.client;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * The client of a request, and the address that it used, as far as both are known.
 *
 * @param address of the client; IPv6 as in RFC 5952
 * @param scheme http or https
 * @param authority host, and port where it is not the usual one
 * @param port at which the client's request arrived
 * @param visiblePort the port in addresses that this client can reach, or -1 for the usual one
 * @param urlHeader the header that tells backends the address used, or empty for none
 */
public record Client(
    String address, String scheme, String authority, int port, int visiblePort, String urlHeader) {

  static final int USUAL_PORT = -1;

  /** The address that the client used, without path and query. */
  public String baseUrl() {
    return scheme + "://" + authority + "/";
  }

  /**
   * The network that the client is in, by the first bits of its address.
   *
   * @param ipv4Bits 1 to 32
   * @param ipv6Bits 1 to 64
   */
  public long network(int ipv4Bits, int ipv6Bits) {
    InetAddress parsed =
        Objects.requireNonNull(NetUtil.createInetAddressFromIpAddressString(address), address);
    ByteBuffer bytes = ByteBuffer.wrap(parsed.getAddress());
    return parsed instanceof Inet6Address
        ? bytes.getLong() & (-1L << (Long.SIZE - ipv6Bits))
        : bytes.getInt() & (-1 << (Integer.SIZE - ipv4Bits));
  }

  /** As an element of a Forwarded header (RFC 7239). */
  public String forwarded() {
    String node = address.indexOf(':') < 0 ? address : "\"[" + address + "]\"";
    String host = authority.indexOf(':') < 0 ? authority : '"' + authority + '"';
    return "for=" + node + ";host=" + host + ";proto=" + scheme;
  }
}

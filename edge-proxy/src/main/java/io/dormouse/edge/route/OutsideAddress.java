package io.dormouse.edge.route;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Tells addresses of the public internet from those of this machine and its networks. */
public final class OutsideAddress {

  private OutsideAddress() {}

  /** True only for addresses that anybody could reach. */
  public static boolean isOutside(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    return bytes.length == 4 ? isOutside4(bytes) : isOutside6(bytes);
  }

  /** True outside the blocks of RFC 6890 that are not global. */
  private static boolean isOutside4(byte[] address) {
    int first = address[0] & 0xff;
    int second = address[1] & 0xff;
    int third = address[2] & 0xff;
    boolean inside =
        first == 0
            || first == 10
            || first == 127
            || first >= 224
            || (first == 100 && second >= 64 && second < 128)
            || (first == 169 && second == 254)
            || (first == 172 && second >= 16 && second < 32)
            || (first == 192 && second == 168)
            || (first == 192 && second == 0 && (third == 0 || third == 2))
            || (first == 192 && second == 88 && third == 99)
            || (first == 198 && (second == 18 || second == 19))
            || (first == 198 && second == 51 && third == 100)
            || (first == 203 && second == 0 && third == 113);
    return !inside;
  }

  /** True for global unicast that does not embed an IPv4 address inside. */
  private static boolean isOutside6(byte[] address) {
    int first = (address[0] & 0xff) << 8 | (address[1] & 0xff);
    int second = (address[2] & 0xff) << 8 | (address[3] & 0xff);
    if (first == 0x0064 && second == 0xff9b) {
      return isZero(address, 4, 12) && isOutside4At(address, 12);
    } else if (first == 0x2002) {
      return isOutside4At(address, 2);
    }
    boolean global = (first & 0xe000) == 0x2000;
    boolean special =
        (first == 0x2001 && (second < 0x0200 || second == 0x0db8))
            || (first == 0x3fff && second < 0x1000);
    return global && !special;
  }

  private static boolean isZero(byte[] address, int from, int to) {
    for (int at = from; at < to; at++) {
      if (address[at] != 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOutside4At(byte[] address, int offset) {
    try {
      byte[] embedded = Arrays.copyOfRange(address, offset, offset + 4);
      return isOutside(InetAddress.getByAddress(embedded));
    } catch (UnknownHostException e) {
      return false;
    }
  }
}

package io.dormouse.agents.provisioner.s3.bucket;

/** Keys of objects in XML 1.0. */
final class XmlKeys {

  private XmlKeys() {}

  /**
   * True if the key arrives unchanged in XML 1.0, which lacks most control characters and some
   * others, and whose parsers change line ends (sections 2.2 and 2.11).
   */
  static boolean canCarry(String key) {
    return key.codePoints()
        .allMatch(one ->
            (one >= 0x20 && one < 0x7f)
                || (one >= 0xa0 && one <= 0xd7ff && one != 0x2028 && one != 0x2029)
                || (one >= 0xe000 && one <= 0xfffd)
                || one >= 0x10000);
  }
}

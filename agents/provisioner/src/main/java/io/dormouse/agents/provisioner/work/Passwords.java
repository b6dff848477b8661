package io.dormouse.agents.provisioner.work;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes passwords that nobody can guess: 40 characters with 240 random bits. */
final class Passwords {

  private static final int BYTES = 30;

  private final SecureRandom random = new SecureRandom();

  String next() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}

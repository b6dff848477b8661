package io.dormouse.agents.provisioner.settings;

import io.dormouse.kit.settings.SettingsException;

/** How a bad setting is said. */
final class Checks {

  private Checks() {}

  static void check(boolean good, String key, Object value, String expected) {
    if (!good) {
      throw new SettingsException(
          "The setting %s has the value '%s'. Expected %s.".formatted(key, value, expected));
    }
  }
}

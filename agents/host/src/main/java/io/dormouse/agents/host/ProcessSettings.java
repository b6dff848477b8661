package io.dormouse.agents.host;

import io.dormouse.kit.settings.Setting;
import io.dormouse.kit.settings.SettingsException;
import java.nio.file.Path;

/**
 * Replicas that run as processes.
 *
 * <p>The constructor throws {@link SettingsException} if the address is empty.
 */
public record ProcessSettings(
    @Setting(
            key = "process.images",
            byDefault = ".dormouse/images",
            doc =
                "Folder of programs, where the image `dormouse/sample-app:dev` is `dormouse/sample-app/dev/run`.")
        Path images,
    @Setting(
            key = "replica.address",
            byDefault = "127.0.0.1",
            doc = "The address that processes listen on, as the edges reach it.")
        String address) {

  public ProcessSettings {
    if (address.isBlank()) {
      throw new SettingsException(
          "The setting replica.address is empty. Expected an address of this host, such as '127.0.0.1'.");
    }
  }
}

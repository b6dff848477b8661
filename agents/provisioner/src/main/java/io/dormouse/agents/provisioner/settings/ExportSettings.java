package io.dormouse.agents.provisioner.settings;

import static io.dormouse.kit.settings.Checks.check;

import io.dormouse.kit.settings.Setting;
import java.nio.file.Path;

/**
 * Archives of deleted tenants.
 *
 * <p>The constructor throws {@link io.dormouse.kit.settings.SettingsException} if a value is not
 * what its key expects.
 */
public record ExportSettings(
    @Setting(
            key = "exports.location",
            byDefault = ".dormouse/exports",
            doc = "Where archives go: a folder, or `s3://bucket/prefix`.")
        String location,
    @Setting(
            key = "exports.work.dir",
            byDefault = ".dormouse/provisioner",
            doc = "Folder for a dump until it is in its archive; its content may be deleted.")
        Path workDir,
    @Setting(
            key = "pg.dump.command",
            byDefault = "pg_dump",
            doc = "The program that dumps a schema; not older than the servers.")
        String pgDump) {

  public ExportSettings {
    check(
        !location.isBlank()
            && (!location.contains("://")
                || location.matches("s3://[a-z0-9][-.a-z0-9]{1,61}[a-z0-9](/.*)?")),
        "exports.location",
        location,
        "a folder or s3://bucket/prefix");
    check(!pgDump.isBlank(), "pg.dump.command", pgDump, "a program");
  }
}

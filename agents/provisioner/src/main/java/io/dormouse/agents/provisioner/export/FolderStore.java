package io.dormouse.agents.provisioner.export;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Archives in a folder that only the provisioner's user may read. */
final class FolderStore implements ArchiveStore {

  private final Path folder;

  FolderStore(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  @Override
  public Optional<Archive> find(String name) throws IOException {
    Path file = folder.resolve(name);
    return Files.isRegularFile(file)
        ? Optional.of(new Archive(file.toString(), Files.size(file)))
        : Optional.empty();
  }

  @Override
  public Archive write(String name, Content content) throws IOException {
    Files.createDirectories(folder);
    Path part = folder.resolve("." + name + ".part");
    Files.deleteIfExists(part);
    try (FileChannel channel =
            FileChannel.open(
                part,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rw-------")));
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel))) {
      content.to(out);
      out.flush();
      channel.force(true);
    }
    Path file = folder.resolve(name);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return new Archive(file.toString(), Files.size(file));
  }
}

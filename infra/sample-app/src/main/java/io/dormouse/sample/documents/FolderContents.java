package io.dormouse.sample.documents;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Keeps bytes in a local folder, for a lone run. Keys are relative paths made by {@link Documents}.
 */
public final class FolderContents implements Contents {
  private final Path root;

  public FolderContents(Path root) {
    this.root = root;
  }

  @Override
  public void check() throws IOException {
    Files.createDirectories(root);
  }

  @Override
  public void put(String key, Path file) throws IOException {
    Path target = root.resolve(key);
    Path parent = target.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public InputStream open(String key) throws IOException {
    return Files.newInputStream(root.resolve(key));
  }

  @Override
  public void delete(String key) throws IOException {
    Files.deleteIfExists(root.resolve(key));
  }

  @Override
  public void close() {}
}

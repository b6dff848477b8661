package io.dormouse.agents.provisioner.export;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Store of archives. An archive is there whole or not at all. */
interface ArchiveStore {

  /** Writes the content of an archive to a stream. */
  interface Content {
    void to(OutputStream out) throws IOException;
  }

  Optional<Archive> find(String name) throws IOException;

  Archive write(String name, Content content) throws IOException;
}

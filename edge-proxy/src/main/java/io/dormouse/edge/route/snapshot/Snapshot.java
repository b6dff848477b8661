package io.dormouse.edge.route.snapshot;

import io.dormouse.edge.route.RoutingTable;
import io.dormouse.edge.route.packed.PackedTable;
import io.dormouse.edge.route.packed.Packer;
import io.dormouse.kit.topics.Checkpoint;
import io.dormouse.kit.topics.KafkaSettings;
import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.wire.Codec;
import io.dormouse.language.wire.Codecs;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A routing table in a file, with its position in the topics. Records are in it as they came from
 * the topics, packed, so that a later version reads what an earlier one wrote.
 *
 * <pre>
 * 8 bytes  the kind of the file, and the version of this form
 * the checkpoint: time, topics with ids, partitions with offsets
 * twice, for domains and instances: dictionaries, count, records after their lengths, a zero length
 * 8 bytes  CRC-32C of all before
 * </pre>
 */
public final class Snapshot {

  /**
   * The content of a snapshot.
   *
   * @param checkpoint position of the table in the topics
   */
  public record Read(RoutingTable table, Checkpoint checkpoint) {}

  private static final Logger LOG = LoggerFactory.getLogger(Snapshot.class);
  private static final long FORM = 0x444f524d_52540001L;
  private static final int BUFFER = 1 << 18;
  private static final int MOST_TRIES = 5;

  private final Path file;
  private final KafkaSettings kafka;

  public Snapshot(Path file, KafkaSettings kafka) {
    this.file = file.toAbsolutePath();
    this.kafka = kafka;
  }

  /**
   * The table of the file. Empty, with a line in the log, if there is no valid table of these
   * topics.
   */
  public Optional<Read> read() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      expectWhole(channel);
      InputStream bytes = new BufferedInputStream(Channels.newInputStream(channel), BUFFER);
      return Optional.of(read(new DataInputStream(bytes)));
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      LOG.atWarn()
          .setMessage("snapshot not used, routes are read from the topics")
          .addKeyValue("file", file)
          .addKeyValue("reason", e.toString())
          .log();
      return Optional.empty();
    }
  }

  /** Verifies the checksum before anything is read, and leaves the channel at its beginning. */
  private static void expectWhole(FileChannel channel) throws IOException {
    long body = channel.size() - Long.BYTES;
    expect(body > Long.BYTES, "a snapshot, but the file is too short");
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    CRC32C sum = new CRC32C();
    for (long at = 0; at < body; at += buffer.limit()) {
      buffer.clear().limit((int) Math.min(BUFFER, body - at));
      expect(channel.read(buffer, at) == buffer.limit(), "a file that nobody cuts");
      sum.update(buffer.flip());
    }
    ByteBuffer expected = ByteBuffer.allocate(Long.BYTES);
    channel.read(expected, body);
    expect(sum.getValue() == expected.getLong(0), "a whole snapshot, but its checksum is wrong");
  }

  private Read read(DataInputStream in) throws IOException {
    expect(in.readLong() == FORM, "a snapshot of this version, but it is another file");
    Checkpoint checkpoint = CheckpointForm.read(in);
    expect(
        checkpoint.positions().keySet().equals(CheckpointForm.partitions(kafka)),
        "a snapshot of the topics of the settings, but it is of " + checkpoint.topics().keySet());
    PackedTable<DomainRoute> routes = table(in, Codecs.DOMAIN_ROUTE);
    return new Read(new RoutingTable(routes, table(in, Codecs.INSTANCE_VIEW)), checkpoint);
  }

  private static <T> PackedTable<T> table(DataInputStream in, Codec<T> codec) throws IOException {
    List<byte[]> dictionaries = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      dictionaries.add(in.readNBytes(in.readInt()));
    }
    PackedTable<T> table = new PackedTable<>(codec, new Packer(dictionaries), in.readInt());
    byte[] record = new byte[BUFFER];
    for (int length = in.readInt(); length > 0; length = in.readInt()) {
      record = length > record.length ? new byte[length] : record;
      in.readFully(record, 0, length);
      table.adopt(record, length);
    }
    return table;
  }

  /**
   * Replaces the file in one step: it has the old content or the new. Meanwhile the table may
   * change by records after the checkpoint.
   *
   * @throws IOException if it failed; then the file has the old content
   */
  public void write(RoutingTable table, Checkpoint checkpoint) throws IOException {
    Path directory = Objects.requireNonNull(file.getParent());
    Files.createDirectories(directory);
    Path fresh = directory.resolve(file.getFileName() + ".new");
    try {
      for (int tries = 1; !tryWrite(fresh, table, checkpoint); tries++) {
        expect(tries < MOST_TRIES, "a table that does not always grow");
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
    try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }

  /** False if the table grew, so that not all of it was written. */
  private static boolean tryWrite(Path fresh, RoutingTable table, Checkpoint checkpoint)
      throws IOException {
    CRC32C sum = new CRC32C();
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      OutputStream summed = new CheckedOutputStream(Channels.newOutputStream(channel), sum);
      DataOutputStream out = new DataOutputStream(new BufferedOutputStream(summed, BUFFER));
      out.writeLong(FORM);
      CheckpointForm.write(out, checkpoint);
      if (!write(out, table.routes()) || !write(out, table.views())) {
        return false;
      }
      out.flush();
      out.writeLong(sum.getValue());
      out.flush();
      channel.force(true);
    }
    return true;
  }

  private static boolean write(DataOutputStream out, PackedTable<?> table) throws IOException {
    boolean whole =
        table.export(
            new PackedTable.Export<IOException>() {
              @Override
              public void begin(List<byte[]> dictionaries, int size) throws IOException {
                out.writeInt(dictionaries.size());
                for (byte[] dictionary : dictionaries) {
                  out.writeInt(dictionary.length);
                  out.write(dictionary);
                }
                out.writeInt(size);
              }

              @Override
              public void next(byte[] records) throws IOException {
                out.write(records);
              }
            });
    out.writeInt(0);
    return whole;
  }

  private static void expect(boolean isSo, String what) throws IOException {
    if (!isSo) {
      throw new IOException("Expected " + what + ".");
    }
  }
}

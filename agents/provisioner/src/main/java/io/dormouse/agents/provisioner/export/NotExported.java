package io.dormouse.agents.provisioner.export;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The list of objects that could not be put into an archive, one a line with its reason. It lies in
 * a file until it is in the archive.
 */
final class NotExported implements AutoCloseable {

  private final Path file;
  private @Nullable BufferedWriter lines;

  NotExported(Path file) {
    this.file = file;
  }

  /**
   * The reason that an object cannot be read although its bucket can. Only states of the object
   * itself are reasons, not a lack of permissions; without a reason the export fails, since the
   * archive would be incomplete.
   */
  static Optional<String> reason(S3Object object, S3Exception failure) {
    String code =
        failure.awsErrorDetails() == null
            ? ""
            : String.valueOf(failure.awsErrorDetails().errorCode());
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    if (failure instanceof NoSuchKeyException) {
      return Optional.of("it was deleted while the archive was written");
    }
    if (code.equals("InvalidObjectState")) {
      return Optional.of(
          "its storage class is %s; it has to be restored before it can be read"
              .formatted(object.storageClassAsString()));
    }
    if (code.startsWith("KMS.") || (code.equals("AccessDenied") && message.contains("kms"))) {
      return Optional.of("its KMS key does not admit the provisioner (%s)".formatted(code));
    }
    if (failure.statusCode() == 400 && message.contains("server side encryption")) {
      return Optional.of("it is encrypted with a key that its writer kept (SSE-C)");
    }
    return Optional.empty();
  }

  void add(String entry, String reason) throws IOException {
    BufferedWriter to = lines;
    if (to == null) {
      to = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
      lines = to;
    }
    to.write("%s: %s%n".formatted(entry, reason));
  }

  /** True if all objects are in the archive. */
  boolean isEmpty() {
    return lines == null;
  }

  /** The size of the list in bytes; nothing can be added any more. */
  long finish() throws IOException {
    if (lines != null) {
      lines.close();
    }
    return Files.size(file);
  }

  void copyTo(OutputStream out) throws IOException {
    Files.copy(file, out);
  }

  @Override
  public void close() throws IOException {
    if (lines != null) {
      lines.close();
    }
    Files.deleteIfExists(file);
  }
}

package io.dormouse.agents.provisioner.export;

import io.dormouse.agents.provisioner.database.register.FoundTenants;
import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.database.server.TenantNames;
import io.dormouse.agents.provisioner.s3.bucket.Listings;
import io.dormouse.agents.provisioner.s3.bucket.TenantBucket;
import io.dormouse.agents.provisioner.settings.ExportSettings;
import io.dormouse.agents.provisioner.settings.s3.S3Settings;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.resources.ResourceId;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Writes a tenant's data to {@code <instance>-<resource>-<request>.tar.gz}: {@code schema.sql}, a
 * dump that {@code psql} reads, and {@code objects/}, the newest version of each object under its
 * key ({@link EntryNames}); objects that cannot be read are named in {@code not-exported.txt}.
 * Objects are not held in memory, and the dump lies in a file until it is in the archive. An
 * archive that exists is not written again. Large objects of the database are left out.
 */
public final class ExportTenant {

  private final S3Client s3;
  private final S3Settings s3Settings;
  private final ArchiveStore store;
  private final PgDump dump;
  private final Path workDir;

  public ExportTenant(ExportSettings settings, S3Client s3, S3Settings s3Settings) {
    this.s3 = s3;
    this.s3Settings = s3Settings;
    this.store =
        settings.location().startsWith("s3://")
            ? new BucketStore(s3, settings.location())
            : new FolderStore(Path.of(settings.location()));
    this.dump = new PgDump(settings.pgDump());
    this.workDir = settings.workDir();
  }

  /**
   * Returns when the archive is whole.
   *
   * @param server server of the tenant's schema, or null if it never had one
   * @param ended asked now and then; the export throws {@link CancellationException} once it is
   *     true
   */
  public Archive run(
      InstanceId instance,
      ResourceId resource,
      long request,
      @Nullable DatabaseServer server,
      BooleanSupplier ended)
      throws IOException, SQLException, InterruptedException {
    String name = "%s-%s-%d.tar.gz".formatted(instance, resource, request);
    Optional<Archive> there = store.find(name);
    if (there.isPresent()) {
      return there.get();
    }
    Files.createDirectories(workDir);
    Path file = workDir.resolve(name + ".schema.sql");
    TenantNames names = new TenantNames(resource);
    try {
      boolean dumped = server != null && FoundTenants.hasSchema(server, names);
      if (server != null && dumped) {
        dump.run(server, names, file, ended);
      }
      return store.write(name, out -> archive(out, name, resource, dumped ? file : null, ended));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private void archive(
      OutputStream out,
      String name,
      ResourceId resource,
      @Nullable Path dumped,
      BooleanSupplier ended)
      throws IOException {
    GZIPOutputStream gzip = new GZIPOutputStream(new BufferedOutputStream(out));
    TarArchiveOutputStream tar = new TarArchiveOutputStream(gzip, "UTF-8");
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    tar.setAddPaxHeadersForNonAsciiNames(true);
    if (dumped != null) {
      TarArchiveEntry entry = new TarArchiveEntry("schema.sql");
      entry.setSize(Files.size(dumped));
      tar.putArchiveEntry(entry);
      Files.copy(dumped, tar);
      tar.closeArchiveEntry();
    }
    try (NotExported missing = new NotExported(workDir.resolve(name + ".not-exported.txt"))) {
      objects(tar, TenantBucket.of(resource, s3Settings), missing, ended);
      if (!missing.isEmpty()) {
        TarArchiveEntry entry = new TarArchiveEntry("not-exported.txt");
        entry.setSize(missing.finish());
        tar.putArchiveEntry(entry);
        missing.copyTo(tar);
        tar.closeArchiveEntry();
      }
    }
    // It is not closed, since the stream below belongs to the store.
    tar.finish();
    gzip.finish();
    gzip.flush();
  }

  private void objects(
      TarArchiveOutputStream tar,
      TenantBucket tenantBucket,
      NotExported missing,
      BooleanSupplier ended)
      throws IOException {
    EntryNames names = new EntryNames();
    boolean began = false;
    try {
      for (S3Object object : Listings.objects(s3, tenantBucket).contents()) {
        if (ended.getAsBoolean()) {
          throw new CancellationException("The export was given up for a newer command.");
        }
        began = true;
        String name = names.of(object.key().substring(tenantBucket.prefix().length()));
        ResponseInputStream<GetObjectResponse> content;
        try {
          content = s3.getObject(to -> to.bucket(tenantBucket.bucket()).key(object.key()));
        } catch (S3Exception e) {
          missing.add(name, NotExported.reason(object, e).orElseThrow(() -> e));
          continue;
        }
        try (content) {
          object(tar, object, name, content);
        }
      }
    } catch (NoSuchBucketException e) {
      // A tenant that was revoked before it had a bucket has no objects.
      if (began) {
        throw e;
      }
    }
  }

  private static void object(
      TarArchiveOutputStream tar,
      S3Object object,
      String name,
      ResponseInputStream<GetObjectResponse> content)
      throws IOException {
    long size = content.response().contentLength();
    boolean isFolder = size == 0 && name.endsWith("/%");
    TarArchiveEntry entry =
        new TarArchiveEntry(isFolder ? name.substring(0, name.length() - 1) : name, true);
    entry.setSize(size);
    entry.setModTime(object.lastModified().toEpochMilli());
    tar.putArchiveEntry(entry);
    content.transferTo(tar);
    tar.closeArchiveEntry();
  }
}

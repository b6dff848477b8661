package io.dormouse.agents.provisioner.sweep;

import io.dormouse.agents.provisioner.database.register.InstallationMarks;
import io.dormouse.agents.provisioner.database.server.DatabaseServer;
import io.dormouse.agents.provisioner.s3.S3Clients;
import io.dormouse.agents.provisioner.s3.bucket.BucketMark;
import io.dormouse.agents.provisioner.settings.s3.S3Settings;
import io.dormouse.agents.provisioner.sweep.Existing.Kind;
import io.dormouse.agents.provisioner.work.DatabaseServers;
import io.dormouse.language.resources.ResourceId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Finds the owner of a thing by the marks of its resource on the database servers and by its own
 * mark. Any mark of another installation makes it the other's.
 */
final class Marks {

  /** Possible owners of a thing. */
  enum Belonging {
    OURS,
    ANOTHERS,
    UNKNOWN
  }

  private final S3Settings settings;
  private final S3Clients s3;
  private final List<Map<ResourceId, String>> told = new ArrayList<>();

  private Marks(S3Settings settings, S3Clients s3) {
    this.settings = settings;
    this.s3 = s3;
  }

  static Marks read(S3Settings settings, DatabaseServers servers, S3Clients s3)
      throws SQLException {
    Marks marks = new Marks(settings, s3);
    for (DatabaseServer server : servers.all()) {
      marks.told.add(new InstallationMarks(server).all());
    }
    return marks;
  }

  Belonging of(Existing one) {
    Set<String> words = new HashSet<>();
    told.stream()
        .map(marks -> marks.get(one.resource()))
        .filter(Objects::nonNull)
        .forEach(words::add);
    if (one.kind() == Kind.BUCKET) {
      BucketMark.of(one.resource(), s3.s3(), settings).ifPresent(words::add);
    }
    if (one.kind() == Kind.S3_USER) {
      s3.access().installation(one.resource()).ifPresent(words::add);
    }
    if (words.isEmpty()) {
      return Belonging.UNKNOWN;
    }
    return words.equals(Set.of(settings.installation())) ? Belonging.OURS : Belonging.ANOTHERS;
  }
}

package io.dormouse.streams.api.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.kit.topics.EmbeddedBroker;
import io.dormouse.language.owner.OwnerId;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The database of owners on a real PostgreSQL. */
class OwnerDatabaseTest {

  private static final OwnerId ANN = new OwnerId("u-1");

  @SuppressWarnings("NullAway.Init")
  private static EmbeddedPostgres postgres;

  @SuppressWarnings("NullAway.Init")
  private static OwnerDatabase owners;

  @BeforeAll
  static void open() throws Exception {
    postgres = EmbeddedPostgres.start();
    owners = new OwnerDatabase(settings("postgres", "postgres"));
  }

  @AfterAll
  static void close() throws Exception {
    owners.close();
    postgres.close();
  }

  static OwnersSettings settings(String database, String user) {
    return new OwnersSettings(
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(postgres.getPort(), database), user, "");
  }

  @Test
  void shouldKeepAndEraseWhatIsKnown() {
    OwnerRecord first = new OwnerRecord(ANN, "Zoë \uD83D\uDC2D", "zoe@example.org");
    OwnerRecord second = new OwnerRecord(ANN, null, "z@example.org");

    assertThat(owners.put(first)).isTrue();
    assertThat(owners.find(ANN)).contains(first);
    assertThat(owners.put(second)).isFalse();
    assertThat(owners.find(ANN)).contains(second);
    owners.erase(ANN);
    owners.erase(ANN);
    assertThat(owners.find(ANN)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'; DROP TABLE dormouse_owners.owners; --",
        "\\'); DELETE FROM dormouse_owners.owners; --",
        "$$ || pg_sleep(10) || $$",
        "{fn user()} ? ?? :name"
      })
  void shouldTakeHostileTextAsText(String name) {
    OwnerId id = new OwnerId("hostile");
    owners.put(new OwnerRecord(id, name, null));

    assertThat(owners.find(id)).contains(new OwnerRecord(id, name, null));
  }

  @Test
  void shouldBeMadeOnceByManyAtOnce() throws Exception {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE fresh");
    }
    List<CompletableFuture<Boolean>> all =
        IntStream.range(0, 6)
            .mapToObj(i ->
                CompletableFuture.supplyAsync(() -> {
                  try (OwnerDatabase one = new OwnerDatabase(settings("fresh", "postgres"))) {
                    return one.put(new OwnerRecord(new OwnerId("u-" + i), "n", null));
                  }
                }))
            .toList();

    assertThat(all).allSatisfy(one -> assertThat(one.join()).isTrue());
  }

  /** The statements that made the table before there were migrations. */
  private static final String MADE_WITHOUT_MIGRATIONS =
      """
      CREATE SCHEMA IF NOT EXISTS dormouse_owners;
      CREATE TABLE IF NOT EXISTS dormouse_owners.owners (
        id text PRIMARY KEY CHECK (length(id) <= 100),
        name text CHECK (length(name) <= 200),
        email text CHECK (length(email) <= 254));
      INSERT INTO dormouse_owners.owners VALUES ('u-1', 'Ann', 'ann@example.org');
      """;

  private static void execute(String database, String sql) throws Exception {
    try (Connection connection = postgres.getDatabase("postgres", database).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void shouldTakeOverADatabaseMadeWithoutMigrations() throws Exception {
    execute("postgres", "CREATE DATABASE older");
    execute("older", MADE_WITHOUT_MIGRATIONS);

    try (OwnerDatabase older = new OwnerDatabase(settings("older", "postgres"))) {
      assertThat(older.find(ANN)).contains(new OwnerRecord(ANN, "Ann", "ann@example.org"));
      assertThat(older.put(new OwnerRecord(ANN, "Anna", null))).isFalse();
    }
    try (OwnerDatabase again = new OwnerDatabase(settings("older", "postgres"))) {
      assertThat(again.find(ANN)).contains(new OwnerRecord(ANN, "Anna", null));
    }
    execute(
        "older",
        "DO 'BEGIN ASSERT (SELECT count(*) = 2 AND bool_and(success)"
            + " FROM dormouse_owners.flyway_schema_history); END'");
  }

  @Test
  void shouldUseATableThatItMayNotChange() throws Exception {
    execute("postgres", "CREATE DATABASE granted");
    execute("granted", MADE_WITHOUT_MIGRATIONS);
    execute(
        "granted",
        """
        CREATE ROLE clerk LOGIN;
        GRANT USAGE ON SCHEMA dormouse_owners TO clerk;
        GRANT SELECT, INSERT, UPDATE, DELETE ON dormouse_owners.owners TO clerk;
        """);

    try (OwnerDatabase clerk = new OwnerDatabase(settings("granted", "clerk"))) {
      assertThat(clerk.put(new OwnerRecord(ANN, "Anna", null))).isFalse();
      assertThat(clerk.find(ANN)).contains(new OwnerRecord(ANN, "Anna", null));
    }
  }

  @Test
  void shouldBeShutToEverybodyElse() throws Exception {
    owners.put(new OwnerRecord(ANN, "Ann", null));
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE tenant LOGIN");
      try (ResultSet may =
          statement.executeQuery(
              "SELECT has_schema_privilege('tenant', 'dormouse_owners', 'USAGE')")) {
        assertThat(may.next()).isTrue();
        assertThat(may.getBoolean(1)).isFalse();
      }
    }
    try (OwnerDatabase tenant = new OwnerDatabase(settings("postgres", "tenant"))) {
      assertThatThrownBy(() -> tenant.find(ANN))
          .isInstanceOf(OwnersUnavailableException.class)
          .hasMessageContaining("42501");
    }
  }

  @Test
  void shouldSayWhenTheDatabaseDoesNotAnswer() {
    OwnersSettings nowhere =
        new OwnersSettings(
            "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(EmbeddedBroker.freePort()),
            "u",
            "");
    try (OwnerDatabase gone = new OwnerDatabase(nowhere)) {
      assertThatThrownBy(() -> gone.put(new OwnerRecord(ANN, "Ann", "ann@example.org")))
          .isInstanceOf(OwnersUnavailableException.class)
          .hasMessageNotContainingAny("Ann", "ann@example.org");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"@nowhere.test", "ann@", "a b@example.org", "a@b@c", "a@b\n", "nobody", ""})
  void shouldRefuseWhatIsNoAddressAndNotRepeatIt(String email) {
    assertThatThrownBy(() -> new OwnerRecord(ANN, null, email))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Expected an e-mail address")
        .satisfies(e ->
            assertThat(email.length() > 3 && String.valueOf(e.getMessage()).contains(email))
                .isFalse());
  }

  @Test
  void shouldRefuseWhatIsTooLongOrHasControlCharacters() {
    assertThatThrownBy(() -> new OwnerRecord(ANN, "n".repeat(201), null))
        .hasMessageContaining("got 201");
    assertThatThrownBy(() -> new OwnerRecord(ANN, "a\u0007", null)).hasMessageContaining("name");
    assertThatThrownBy(() -> new OwnerRecord(ANN, null, "a@" + "b".repeat(253)))
        .hasMessageContaining("at most 254");
    assertThat(new OwnerRecord(ANN, "n".repeat(200), "a@" + "b".repeat(252)).toString())
        .isEqualTo("OwnerRecord[u-1]");
  }
}

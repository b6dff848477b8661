package io.dormouse.local.settings;

import io.dormouse.local.data.DataDirectory;
import io.dormouse.local.service.Databases;
import java.net.URI;
import java.nio.file.Path;

/**
 * The settings of a run, decided before the first program starts.
 *
 * @param repository the checkout
 */
public record LocalSettings(
    Path repository, DataDirectory data, Options options, Driver driver, Ports ports) {

  public static final String LOOPBACK = "127.0.0.1";

  public URI api() {
    return http(LOOPBACK, ports.api());
  }

  /** The address of the edge's admin listener. */
  public URI edgeAdmin() {
    return http(LOOPBACK, ports.edgeAdmin());
  }

  /** The address for requests to instances, by the name {@code INSTANCE.localhost}. */
  public URI edge() {
    return http(LOOPBACK, ports.edge());
  }

  public URI s3() {
    return http(driver.storageHost(), ports.s3());
  }

  public String kafka() {
    return LOOPBACK + ":" + ports.kafka();
  }

  /** The address of the IAM server, which makes the users of S3. */
  public URI iam() {
    return http(LOOPBACK, ports.iam());
  }

  /** The database in which instances have schemas of their own. */
  public String database() {
    return database(Databases.TENANTS);
  }

  /** A database of the server. */
  public String database(String name) {
    return "jdbc:postgresql://%s:%d/%s".formatted(driver.storageHost(), ports.postgres(), name);
  }

  /** True if replicas are containers, not processes. */
  public boolean usesDocker() {
    return driver.kind() == Driver.Kind.DOCKER;
  }

  /** The address of S3 and PostgreSQL in the tenants' credentials. */
  public StorageAddress storage() {
    return new StorageAddress(driver.storageHost(), ports.s3(), ports.postgres());
  }

  public static URI http(String host, int port) {
    return URI.create("http://" + host + ":" + port);
  }
}

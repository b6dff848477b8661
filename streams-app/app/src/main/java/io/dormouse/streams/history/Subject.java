package io.dormouse.streams.history;

import io.dormouse.language.host.HostId;
import io.dormouse.language.instance.InstanceId;

/**
 * An instance or a host, whose events are a history.
 *
 * @param key begin of the keys of its events
 */
public record Subject(String key) {

  static final String INSTANCES = "i/";
  static final String HOSTS = "h/";

  public static Subject of(InstanceId id) {
    return new Subject(INSTANCES + id.value());
  }

  public static Subject of(HostId id) {
    return new Subject(HOSTS + id.value());
  }

  boolean isInstance() {
    return key.startsWith(INSTANCES);
  }
}

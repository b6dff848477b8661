package io.dormouse.benchmarks.create;

import java.net.URI;

/** A way of creating many instances. */
public sealed interface Way permits SingleClients, OneBatch {

  /** Name in the table. */
  String title();

  /** Name in the results. */
  String name();

  /** Creates what the budget has; returns when all is answered. */
  void create(URI api, Budget budget, Tally tally) throws Exception;
}

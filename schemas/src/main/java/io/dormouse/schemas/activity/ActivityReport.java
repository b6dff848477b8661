package io.dormouse.schemas.activity;

import io.dormouse.schemas.instance.InstanceId;
import java.time.Duration;

/**
 * What one edge saw of one instance since its last report. No clock of the edge counts: the last
 * use lies {@code idleFor} before the time at which the broker took the report.
 *
 * @param interval how long the edge waits between two reports of an instance in use; with open
 *     connections and no further report for three of these, the edge is taken for gone
 * @param idleFor time since the last request or byte; zero while something is open
 * @param requests requests that ended since the last report
 */
public record ActivityReport(
    InstanceId instance,
    String edge,
    Duration interval,
    Duration idleFor,
    long requests,
    long bytesIn,
    long bytesOut,
    int openConnections) {}

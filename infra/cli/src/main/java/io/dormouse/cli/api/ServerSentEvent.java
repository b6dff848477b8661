package io.dormouse.cli.api;

/** An event of a stream; texts that were not sent are empty. */
record ServerSentEvent(String type, String data) {}

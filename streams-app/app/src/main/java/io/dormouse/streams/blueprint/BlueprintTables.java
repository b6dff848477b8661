package io.dormouse.streams.blueprint;

/** Names of the global stores that hold the content of the topics of blueprints and plans. */
public record BlueprintTables(String blueprints, String plans) {}

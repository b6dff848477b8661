package io.dormouse.agents.provisioner.database;

class TenantDatabaseOn17Test extends TenantDatabaseContract {

  TenantDatabaseOn17Test() {
    super(17);
  }
}

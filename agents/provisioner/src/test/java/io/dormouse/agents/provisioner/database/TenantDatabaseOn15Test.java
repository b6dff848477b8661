package io.dormouse.agents.provisioner.database;

class TenantDatabaseOn15Test extends TenantDatabaseContract {

  TenantDatabaseOn15Test() {
    super(15);
  }
}

package io.dormouse.agents.provisioner.export;

class TenantTricksOn15Test extends TenantTricksContract {

  TenantTricksOn15Test() {
    super(15);
  }
}

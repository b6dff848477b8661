package io.dormouse.agents.provisioner.export;

class TenantTricksOn17Test extends TenantTricksContract {

  TenantTricksOn17Test() {
    super(17);
  }
}

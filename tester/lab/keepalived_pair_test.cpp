#include "tester/lab/keepalived_pair.hpp"

#include <catch2/catch.hpp>

using namespace tester;

TEST_CASE("the keepalived pair runs the configuration as it was given", "[lab]") {
    CHECK(keepalived_pair_config({"MASTER", "ens33", 100}) ==
          R"(global_defs {
   router_id LVS_DEVEL
   vrrp_skip_check_adv_addr
   vrrp_garp_interval 0
   vrrp_gna_interval 0
}
vrrp_instance VI_1 {
   state MASTER
   interface ens33
   virtual_router_id 51
   priority 100
   advert_int 1
   authentication {
      auth_type PASS
      auth_pass 1111
   }
   virtual_ipaddress {
      192.168.26.100
   }
}
)");
}

TEST_CASE("application tracking adds a script, and a weight that falls below the other server", "[lab]") {
    const auto weighted = keepalived_pair_config({"MASTER", "eth0", 100, Tracking::by_weight, "/run/check"});
    CHECK(weighted.find(
              "vrrp_script chk_nginx {\n   script \"/run/check\"\n   interval 1\n   weight -60\n}\n") !=
          std::string::npos);
    CHECK(weighted.find("   track_script {\n      chk_nginx\n   }\n}\n") != std::string::npos);
    const auto fault = keepalived_pair_config({"MASTER", "eth0", 100, Tracking::by_fault, "/run/check"});
    CHECK(fault.find("weight") == std::string::npos);
    CHECK(fault.find("track_script") != std::string::npos);
}

TEST_CASE("without tracking the keepalived pair plays one act", "[lab]") {
    CHECK(keepalived_pair_acts({false}).size() == 1);
    CHECK(keepalived_pair_acts({true}).size() == 3);
}

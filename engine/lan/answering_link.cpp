#include "engine/lan/answering_link.hpp"

namespace engine {

class AnsweringLink::Side final : public Link {
  public:
    explicit Side(Link& inner) : inner_(inner) {}
    void send(OctetView frame) override { inner_.send(frame); }
    std::string name() const override { return inner_.name(); }
    void hear(OctetView frame, Instant when, bool own) { deliver(frame, when, own); }

  private:
    Link& inner_;
};

AnsweringLink::AnsweringLink(Scheduler& scheduler, Link& inner, MacAddress mac,
                             std::vector<IpAddress> addresses)
    : inner_(inner),
      side_(std::make_unique<Side>(inner)),
      host_(scheduler, *side_, Speaker::Identity{mac, std::move(addresses), true}) {
    inner_.on_frame([this](OctetView frame, Instant when, bool own) {
        deliver(frame, when, own);
        side_->hear(frame, when, own);
    });
}

AnsweringLink::~AnsweringLink() {
    inner_.on_frame({});
}

}  // namespace engine

#include "engine/lan/simulated_segment.hpp"

namespace engine {

class SimulatedSegment::Port final : public Link {
  public:
    Port(SimulatedSegment& segment, std::string name) : segment_(segment), name_(std::move(name)) {}

    void send(OctetView frame) override { segment_.transmit(*this, frame); }
    std::string name() const override { return name_; }
    void hear(OctetView frame, Instant when, bool own) { deliver(frame, when, own); }

  private:
    SimulatedSegment& segment_;
    std::string name_;
};

SimulatedSegment::SimulatedSegment(Scheduler& scheduler, Duration latency)
    : scheduler_(scheduler), latency_(latency) {}

SimulatedSegment::~SimulatedSegment() = default;

Link& SimulatedSegment::add_port(std::string name) {
    ports_.push_back(std::make_unique<Port>(*this, std::move(name)));
    return *ports_.back();
}

void SimulatedSegment::transmit(const Port& sender, OctetView frame) {
    auto octets = std::make_shared<const Octets>(frame.begin(), frame.end());
    const Instant left = scheduler_.now();
    scheduler_.call_at(left, [this, octets, &sender, left] {
        for (auto& port : ports_)
            if (port.get() == &sender) port->hear(*octets, left, true);
    });
    scheduler_.call_at(left + latency_, [this, octets, &sender] {
        for (auto& port : ports_)
            if (port.get() != &sender) port->hear(*octets, scheduler_.now(), false);
    });
}

}  // namespace engine

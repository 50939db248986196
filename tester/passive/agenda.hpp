#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "engine/lan/instant.hpp"

namespace tester {

/// Which virtual router is to be looked at, and when: the earliest first. An entry may be out of date;
/// whoever takes it sees.
class Agenda {
  public:
    struct Entry {
        engine::Instant when;
        std::uint32_t router = 0;
        bool operator>(const Entry& other) const { return when > other.when; }
    };

    engine::Instant next() const { return entries_.empty() ? engine::never : entries_.front().when; }
    void add(engine::Instant when, std::size_t router) {
        entries_.push_back({when, static_cast<std::uint32_t>(router)});
        std::push_heap(entries_.begin(), entries_.end(), std::greater<>());
    }
    Entry take() {
        std::pop_heap(entries_.begin(), entries_.end(), std::greater<>());
        const Entry entry = entries_.back();
        entries_.pop_back();
        return entry;
    }
    void clear() { entries_.clear(); }
    std::size_t size() const { return entries_.size(); }

  private:
    std::vector<Entry> entries_;
};

}  // namespace tester

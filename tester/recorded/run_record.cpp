#include "tester/recorded/run_record.hpp"

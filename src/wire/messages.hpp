// Every message of the text protocol (server versions 157 to 200), both directions.
#pragma once

#include "wire/contract.hpp"
#include "wire/order.hpp"
#include "wire/requests.hpp"
#include "wire/responses.hpp"

//! Owns `IpAddress` and `NotIpAddress`: IPv4 and IPv6, a lone address is a network of one.

use super::Compared;
use ipnet::IpNet;
use std::net::IpAddr;

/// The network that a policy value names.
pub(super) fn parse_network(text: &str) -> Option<IpNet> {
    text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

/// Whether an address is in a network; IPv4 and IPv6 have nothing in common.
pub(super) fn compare(value: &str, policy_value: &str) -> Compared {
    match (value.parse::<IpAddr>(), parse_network(policy_value)) {
        (Ok(address), Some(network)) => network.contains(&address).into(),
        (Err(_), _) | (_, None) => Compared::Unfit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_in_their_networks() {
        for (address, network, expected) in [
            ("203.0.113.7", "203.0.113.0/24", Compared::Matches),
            ("203.0.114.7", "203.0.113.0/24", Compared::Differs),
            ("203.0.113.7", "203.0.113.99/24", Compared::Matches),
            ("203.0.113.7", "203.0.113.7", Compared::Matches),
            ("203.0.113.7", "0.0.0.0/0", Compared::Matches),
            ("2001:db8::1", "2001:DB8:1234:5678::/64", Compared::Differs),
            ("2001:db8:1234:5678::1", "2001:DB8:1234:5678::/64", Compared::Matches),
            ("2001:db8::1", "0.0.0.0/0", Compared::Differs),
            ("203.0.113.7", "203.0.113.0/33", Compared::Unfit),
            ("host", "203.0.113.0/24", Compared::Unfit),
        ] {
            assert_eq!(compare(address, network), expected, "{address} {network}");
        }
    }
}

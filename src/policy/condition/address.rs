//! Owns `IpAddress` and `NotIpAddress`: IPv4 and IPv6, a lone address is a network of one.

use super::Compared;
use ipnet::IpNet;
use std::net::IpAddr;

/// The network that a policy value names.
pub(super) fn parse_network(text: &str) -> Option<IpNet> {
    let Some((address, prefix)) = text.split_once('/') else {
        return text.parse::<IpAddr>().ok().map(IpNet::from);
    };
    // `010.0.0.0` is an address of some other network to who reads it as octal, and `/08` or `/+8` none.
    let prefix = prefix.parse::<u8>().ok().filter(|number| number.to_string() == prefix)?;
    IpNet::new(address.parse().ok()?, prefix).ok()
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
            ("203.0.113.7", "203.0.113.0/", Compared::Unfit),
            ("10.0.0.1", "010.0.0.0/8", Compared::Unfit),
            ("10.0.0.1", "10.0.0.0/08", Compared::Unfit),
            ("10.0.0.1", "10.0.0.0/+8", Compared::Unfit),
            ("host", "203.0.113.0/24", Compared::Unfit),
        ] {
            assert_eq!(compare(address, network), expected, "{address} {network}");
        }
    }
}
